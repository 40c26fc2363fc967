import type { PatternType } from '../../common/pattern-terms.js';

/** What a point of a counter tells of. */
export type CounterAmount = 'costUsd' | 'inputTokens' | 'outputTokens';

/** A counter whose points are told apart by the pattern that they are of. */
export interface KnownCounter {
  /** @returns undefined where the point is of nothing that is known. */
  readonly amountOf: (attributes: Readonly<Record<string, unknown>>) => CounterAmount | undefined;
  /** Attributes that name the pattern and what it is then, the most telling first. */
  readonly patterns: readonly (readonly [attribute: string, type: PatternType])[];
}

/** As the conventions for generative AI count, input is all that went into a model, cached or not. */
const TOKENS: ReadonlyMap<unknown, CounterAmount> = new Map([
  ['input', 'inputTokens'],
  ['cacheRead', 'inputTokens'],
  ['cacheCreation', 'inputTokens'],
  ['output', 'outputTokens'],
]);

/** A request that an agent makes within a skill is the skill's alone, so that nothing is counted for two patterns. */
const PATTERNS: KnownCounter['patterns'] = [
  ['skill.name', 'skill'],
  ['agent.name', 'agent'],
];

/** Claude Code's counters by name, as code.claude.com/docs/en/monitoring-usage had them in November 2026. */
export const knownCounters: ReadonlyMap<string, KnownCounter> = new Map<string, KnownCounter>([
  ['claude_code.cost.usage', { amountOf: () => 'costUsd', patterns: PATTERNS }],
  [
    'claude_code.token.usage',
    { amountOf: (attributes) => TOKENS.get(attributes['type']), patterns: PATTERNS },
  ],
]);
