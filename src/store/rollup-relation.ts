import { READ_LEVELS, type ReadLevel, type RollupLevel } from './rollup-level.js';

/**
 * What a family of rollups is grouped by, beside bucket and pattern: `usage` by nothing, `quality` by
 * outcome and quality bin, `latency` by outcome and latency bin, `error` by fingerprint.
 */
export const ROLLUP_FAMILIES = ['usage', 'quality', 'latency', 'error'] as const;
export type RollupFamily = (typeof ROLLUP_FAMILIES)[number];

type Levels = Readonly<Record<RollupFamily, readonly ReadLevel[]>>;

/**
 * The levels at which a family is held by pattern. A minute of `quality` or `latency` would have about
 * as many rows as usages.
 */
const BY_PATTERN: Levels = {
  usage: ['tick', 'minute', 'hour', 'day', 'week'],
  quality: ['hour', 'day'],
  latency: ['hour', 'day'],
  error: ['tick', 'minute', 'hour', 'day'],
};

/** The levels at which it is kept of all patterns together. */
const TOTAL: Levels = {
  usage: ['tick', 'minute', 'hour', 'day'],
  quality: ['tick', 'minute', 'hour', 'day'],
  latency: ['tick', 'minute', 'hour', 'day'],
  error: [],
};

/**
 * The relation that holds a family at a level.
 * @param isTotal whether all patterns together will do.
 * @returns undefined where there is none.
 */
export const relationOf = (family: RollupFamily, level: ReadLevel, isTotal: boolean): string | undefined => {
  if (isTotal && TOTAL[family].includes(level)) return `${family}_total_${level}`;
  return BY_PATTERN[family].includes(level) ? `${family}_${level}` : undefined;
};

/** The levels that a question of a family can be answered from, finest first. */
export const levelsOf = (family: RollupFamily, isTotal: boolean): ReadLevel[] =>
  READ_LEVELS.filter((level) => relationOf(family, level, isTotal) !== undefined);

/** Every rollup that is kept of a level, in the order in which they can be refreshed. */
export const relationsOf = (level: RollupLevel): string[] => {
  const relations = [false, true].flatMap((isTotal) =>
    ROLLUP_FAMILIES.flatMap((family) => relationOf(family, level, isTotal) ?? []),
  );
  return [...new Set(relations)];
};

const WHAT: Readonly<Record<RollupFamily, string>> = {
  usage: 'usage',
  quality: 'quality',
  latency: 'latency',
  error: 'errors',
};

/** What a relation holds, in words: "hours of usage by pattern". */
export const describeRelation = (relation: string): string => {
  if (relation === 'pattern_feedback') return 'usages';
  const [family, ...rest] = relation.split('_') as [RollupFamily, ...string[]];
  const of = rest.length > 1 ? 'of all patterns' : 'by pattern';
  return `${rest.at(-1)}s of ${WHAT[family]} ${of}`;
};
