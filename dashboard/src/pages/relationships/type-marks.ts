import { COMMON_TYPES, type PatternType } from '../../api/pattern-types.js';
import { MARKS } from '../../charts/marks.js';

/** The common types have their marks for good. */
const FIRST_OTHER = COMMON_TYPES.length;
const LAST = MARKS.length - 1;

/**
 * The place of each type's mark and colour, in the order of a legend. Where there are more types than marks, the last
 * ones by the alphabet share one.
 */
export const typeMarks = (types: Iterable<PatternType>): ReadonlyMap<PatternType, number> => {
  const found = new Set(types);
  const others = [...found].filter((type) => !COMMON_TYPES.includes(type)).sort();
  return new Map([
    ...COMMON_TYPES.flatMap((type, place) => (found.has(type) ? [[type, place] as const] : [])),
    ...others.map((type, at) => [type, Math.min(FIRST_OTHER + at, LAST)] as const),
  ]);
};
