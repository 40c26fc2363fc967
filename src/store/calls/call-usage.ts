import { writeJson } from '../../common/json/write-json.js';
import { UNKNOWN } from '../../common/pattern-terms.js';
import type { FeedbackDetails, Usage } from '../../common/usage.js';

/** What the records of a call say of its usage. */
export interface CallRecord {
  readonly tells: 'start' | 'end';
  readonly usage: Usage;
}

/** What the first that says anything of it says. */
const firstOf = <Name extends keyof Usage>(usages: readonly Usage[], name: Name): Usage[Name] =>
  (usages.find((usage) => usage[name] != null) ?? usages[0]!)[name];

const merged = (contexts: readonly string[]): string =>
  contexts.length === 1
    ? contexts[0]!
    : writeJson(Object.assign({}, ...contexts.map((text) => JSON.parse(text) as object).reverse()));

const detailsOf = (usages: readonly Usage[]): FeedbackDetails | undefined =>
  usages.find(({ details }) => details?.execution_id != null)?.details;

/**
 * The usage of a call: what its ends say, and of what they leave out what its starts say. How it went and why is said by
 * the first end that knows.
 * @param parts in the order in which they are to be believed, starts first.
 * @param own the one whose id and time the usage has.
 */
export const callUsage = (parts: readonly CallRecord[], own: Usage): Usage => {
  const told = [
    ...parts.filter(({ tells }) => tells === 'end'),
    ...parts.filter(({ tells }) => tells === 'start'),
  ].map(({ usage }) => usage);
  const knowing = told.find(({ outcome }) => outcome !== UNKNOWN) ?? told[0]!;
  const details = detailsOf(told);
  return {
    id: own.id,
    createdAt: own.createdAt,
    patternId: told[0]!.patternId,
    pattern: told[0]!.pattern,
    outcome: knowing.outcome,
    errorMessage: knowing.errorMessage,
    context: merged(told.map(({ context }) => context)),
    qualityScore: firstOf(told, 'qualityScore'),
    executionTimeMs: firstOf(told, 'executionTimeMs'),
    correlationId: firstOf(told, 'correlationId'),
    version: firstOf(told, 'version'),
    actor: firstOf(told, 'actor'),
    inputTokens: firstOf(told, 'inputTokens'),
    outputTokens: firstOf(told, 'outputTokens'),
    costUsd: firstOf(told, 'costUsd'),
    timeSavedSeconds: firstOf(told, 'timeSavedSeconds'),
    ...(details ? { details } : {}),
  };
};
