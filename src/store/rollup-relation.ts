import type { RollupLevel } from './rollup-level.js';

/**
 * What a family of rollups is grouped by, beside bucket and pattern: `usage` by nothing, `quality` by
 * outcome and quality bin, `latency` by outcome and latency bin, `error` by fingerprint.
 */
export const ROLLUP_FAMILIES = ['usage', 'quality', 'latency', 'error'] as const;
export type RollupFamily = (typeof ROLLUP_FAMILIES)[number];

/** The levels a family has, finest first. */
export const LEVELS_OF: Readonly<Record<RollupFamily, readonly RollupLevel[]>> = {
  usage: ['minute', 'hour', 'day', 'week'],
  quality: ['minute', 'hour', 'day'],
  latency: ['minute', 'hour', 'day'],
  error: ['minute', 'hour', 'day'],
};

/** The levels at which a family also exists of all patterns together. */
const TOTAL_LEVELS: readonly RollupLevel[] = ['hour', 'day'];
export const hasTotals = (family: RollupFamily): boolean => family !== 'error';

/** The relation that holds a family at a level. */
export const relationOf = (family: RollupFamily, level: RollupLevel, isTotal: boolean): string =>
  isTotal && hasTotals(family) && TOTAL_LEVELS.includes(level)
    ? `${family}_total_${level}`
    : `${family}_${level}`;

/** Every rollup of a level, in the order in which they can be refreshed. */
export const relationsOf = (level: RollupLevel): string[] => {
  const families = ROLLUP_FAMILIES.filter((family) => LEVELS_OF[family].includes(level));
  const relations = [false, true].flatMap((isTotal) =>
    families.map((family) => relationOf(family, level, isTotal)),
  );
  return [...new Set(relations)];
};
