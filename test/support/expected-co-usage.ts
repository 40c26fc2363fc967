import { isSuccess, UNKNOWN } from '../../src/common/pattern-terms.js';
import type { Usage } from '../../src/common/usage.js';

/** Counts of patterns used under one correlation, by `pattern` and by `a b`. */
export interface CoUsage {
  readonly correlations: number;
  readonly cut: number;
  readonly patterns: Record<string, number[]>;
  readonly pairs: Record<string, number[]>;
}

interface Member {
  readonly pattern: string;
  usages: number;
  successes: number;
}

const add = (to: Record<string, number[]>, key: string, values: readonly number[]): void => {
  to[key] = values.map((value, at) => value + (to[key]?.[at] ?? 0));
};

/** The counts computed plainly from all usages: correlation by correlation, pair by pair. */
export const expectedCoUsage = (
  usages: readonly Pick<Usage, 'patternId' | 'correlationId' | 'outcome'>[],
  largest: number,
): CoUsage => {
  const correlations = new Map<string, Map<string, Member>>();
  for (const { correlationId, patternId, outcome } of usages) {
    if (correlationId === null || outcome === UNKNOWN) continue;
    const members = correlations.get(correlationId) ?? new Map<string, Member>();
    correlations.set(correlationId, members);
    const member = members.get(patternId) ?? { pattern: patternId, usages: 0, successes: 0 };
    members.set(patternId, member);
    member.usages += 1;
    if (isSuccess(outcome)) member.successes += 1;
  }
  const patterns: Record<string, number[]> = {};
  const pairs: Record<string, number[]> = {};
  let cut = 0;
  for (const members of correlations.values()) {
    if (members.size > largest) cut += 1;
    const counted = [...members.values()]
      .sort((a, b) => b.usages - a.usages || (a.pattern < b.pattern ? -1 : 1))
      .slice(0, largest)
      .sort((a, b) => (a.pattern < b.pattern ? -1 : 1));
    for (const [at, a] of counted.entries()) {
      add(patterns, a.pattern, [1, a.usages, a.successes]);
      for (const b of counted.slice(at + 1)) {
        add(pairs, `${a.pattern} ${b.pattern}`, [1, a.usages, a.successes, b.usages, b.successes]);
      }
    }
  }
  return { correlations: correlations.size, cut, patterns, pairs };
};
