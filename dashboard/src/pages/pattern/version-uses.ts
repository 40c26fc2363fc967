/** Usages of a version per day, as the API's usage-stats has them. */
interface VersionGroup {
  /** Null of usages without a version. */
  readonly value: string | null;
  readonly is_other?: boolean;
  readonly total_usage: number;
  readonly usage_data: readonly { readonly timestamp: string; readonly count: number }[];
}

/** A version, and the days (UTC) on which it was first and last used. */
export interface VersionUse {
  readonly version: string;
  readonly first: string;
  readonly last: string;
}

/**
 * The two versions that were first used last, the older one first; fewer where there are not two.
 * @param ever the versions of all usages, with the days on which they were used, oldest first.
 * @param inRange the versions of those that are meant.
 */
export const newestTwo = (ever: readonly VersionGroup[], inRange: readonly VersionGroup[]): VersionUse[] => {
  const used = new Set(inRange.filter(({ total_usage }) => total_usage > 0).map(({ value }) => value));
  return ever
    .flatMap(({ value, is_other: isOther, usage_data: days }): VersionUse[] => {
      const [first, last] = [days[0]?.timestamp, days.at(-1)?.timestamp];
      if (value === null || isOther === true || !used.has(value)) return [];
      return first === undefined || last === undefined ? [] : [{ version: value, first, last }];
    })
    .sort((a, b) => Date.parse(a.first) - Date.parse(b.first) || Date.parse(a.last) - Date.parse(b.last))
    .slice(-2);
};
