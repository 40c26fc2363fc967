import { type Asked, toldBy } from './asked.js';
import { grouped, nameOf } from './figures.js';
import type { RecordedUsage, World } from './recorded-usage.js';

/** What an answer is broken down by: a pattern, or a value of a dimension. */
export interface Group {
  /** A pattern's id, or the value's JSON. */
  readonly identity: string;
  /** How an answer names it. */
  readonly said: object;
  readonly usages: readonly RecordedUsage[];
}

/** version or context.<key>, where that is what to group by. */
export const dimensionOf = ({ group_by: groupBy = '' }: Asked): string | undefined =>
  groupBy === 'version' || groupBy.startsWith('context.') ? groupBy : undefined;

/** Tells a usage's pattern or value from all others. */
export const identityOf =
  (asked: Asked) =>
  (usage: RecordedUsage): string => {
    const dimension = dimensionOf(asked);
    return dimension === undefined ? usage.pattern_id : JSON.stringify(toldBy(usage, dimension));
  };

export const patternGroup = (world: World, id: string, usages: readonly RecordedUsage[] = []): Group => ({
  identity: id,
  said: { pattern_id: id, pattern_name: nameOf(world, id) },
  usages,
});

/** The most used first, what is equal by its identity. */
export const groupsOf = (world: World, asked: Asked, usages: readonly RecordedUsage[]): Group[] => {
  const dimension = dimensionOf(asked);
  return [...grouped(usages, identityOf(asked))]
    .map(([identity, own]) =>
      dimension === undefined
        ? patternGroup(world, identity, own)
        : { identity, said: { value: toldBy(own[0]!, dimension) }, usages: own },
    )
    .sort((a, b) => b.usages.length - a.usages.length || (a.identity < b.identity ? -1 : 1));
};

/** The patterns that are asked for and not among the used ones, in the question's order. */
export const unusedOf = (world: World, asked: Asked, used: readonly Group[]): Group[] => {
  if (dimensionOf(asked) !== undefined) return [];
  const ids = new Set(asked['pattern_id']?.toLowerCase().split(',') ?? []);
  return [...ids]
    .filter((id) => !used.some(({ identity }) => identity === id))
    .map((id) => patternGroup(world, id));
};

/** A list of patterns where no dimension is asked for, and of groups where one is. */
export const listedBy = (asked: Asked, name: string, items: readonly object[]): object =>
  dimensionOf(asked) === undefined ? { [name]: items } : { [name]: [], groups: items };
