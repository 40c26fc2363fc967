import type { RecordedUsage } from './recorded-usage.js';

/** Who did these usages, by those that tell it. */
export const actorsOf = (usages: readonly RecordedUsage[]): ReadonlySet<string> =>
  new Set(usages.flatMap(({ actor }) => actor ?? []));

/** How many, null where none tells it. */
export const actorCount = (usages: readonly RecordedUsage[]): number | null => actorsOf(usages).size || null;

/** The same, and how many tell it. */
export const actorCounts = (usages: readonly RecordedUsage[]): object => ({
  actors: actorCount(usages),
  usages_with_actor: usages.filter(({ actor }) => actor !== null).length,
});
