import type { TimeRange } from '../../common/time-range.js';
import { bucketWidth, floorToBucket } from '../rollups/rollup-level.js';
import type { SourcePlan } from '../rollups/rollup.plan.js';

/** Looking a range up costs about as much as reading so many rows. */
const LOOK_UP = 30;

/** What a range of a source costs to read, in rows, and from when on there is anything. */
export interface PlanCost {
  readonly rows: (source: SourcePlan['source'], range: TimeRange) => number;
  /** Milliseconds. */
  readonly first: number;
}

/** A time within a range at which it can be cut, or undefined where it cannot. */
const middleOf = (
  source: SourcePlan['source'],
  { from, to }: TimeRange,
  first: number,
): number | undefined => {
  // What one statement sees of it is of one moment.
  if (source === 'newest') return undefined;
  const begin = Math.max(from, first);
  if (!Number.isFinite(begin) || begin >= to) return undefined;
  const middle = begin + Math.floor((to - begin) / 2);
  const cut = source === 'usage' ? middle : floorToBucket(middle, source);
  if (cut > from && cut < to) return cut;
  // A first bucket that is longer than half of what there is.
  const next = source === 'usage' ? middle + 1 : cut + bucketWidth(source);
  return next > from && next < to ? next : undefined;
};

/**
 * Cuts a plan into parts that are read one after the other, so that others get their turn in between.
 * @param maxRows rows that a part may cost; one that cannot be cut may cost more.
 * @returns the plan's ranges, each instant of them once, in its order; one part where it costs no more.
 */
export const slicePlan = (
  plan: readonly SourcePlan[],
  { rows, first }: PlanCost,
  maxRows: number,
): (readonly SourcePlan[])[] => {
  const pieces = (source: SourcePlan['source'], range: TimeRange): TimeRange[] => {
    const cut = rows(source, range) > maxRows ? middleOf(source, range, first) : undefined;
    if (cut === undefined) return [range];
    return [...pieces(source, { from: range.from, to: cut }), ...pieces(source, { from: cut, to: range.to })];
  };
  const parts: (SourcePlan & { readonly ranges: TimeRange[] })[][] = [[]];
  let sum = 0;
  for (const { ranges, ...place } of plan) {
    const { source } = place;
    for (const range of ranges.flatMap((whole) => pieces(source, whole))) {
      const cost = rows(source, range) + LOOK_UP;
      if (sum > 0 && sum + cost > maxRows) {
        parts.push([]);
        sum = 0;
      }
      sum += cost;
      const part = parts.at(-1)!;
      const last = part.at(-1);
      if (last?.source === source) last.ranges.push(range);
      else part.push({ ...place, ranges: [range] });
    }
  }
  return parts;
};
