import type { TimeRange } from '../common/time-range.js';
import { bucketWidth, ceilToBucket, floorToBucket, type ReadLevel } from './rollup-level.js';

/** How far a rollup can be trusted; times in milliseconds. */
export interface Completeness {
  /** Every bucket from here… */
  readonly from: number;
  /** …to here is materialised; equal to or before `from` where nothing is. */
  readonly watermark: number;
}

/** What is materialised at one moment, as a plan needs to know it. */
export interface RollupState {
  readonly levels: Readonly<Record<ReadLevel, Completeness>>;
  /** Starts of ticks, ascending, that a usage reached after they were filled. */
  readonly staleTicks: readonly number[];
  /** The same for minutes. */
  readonly staleMinutes: readonly number[];
  /** The same for hours, and so for the days and weeks around them. */
  readonly staleHours: readonly number[];
}

/** What is read from one place: from the usages themselves or from a rollup. */
export interface SourcePlan {
  readonly source: 'usage' | ReadLevel;
  /** Ascending, disjoint, never empty. */
  readonly ranges: readonly TimeRange[];
}

/** Pieces of a level beyond this many are read from a finer one: a piece costs a look-up. */
const MOST_PIECES = 1000;

/** Ascending spans, joined where they touch or overlap. */
const joinTouching = (spans: readonly TimeRange[]): TimeRange[] => {
  const joined: TimeRange[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last && span.from <= last.to)
      joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else joined.push(span);
  }
  return joined;
};

/** What is left of ascending disjoint ranges without ascending disjoint others. */
const subtract = (ranges: readonly TimeRange[], others: readonly TimeRange[]): TimeRange[] => {
  const left: TimeRange[] = [];
  let next = 0;
  for (const range of ranges) {
    let { from } = range;
    while (next < others.length && others[next]!.to <= from) next += 1;
    for (let index = next; index < others.length && others[index]!.from < range.to; index += 1) {
      const other = others[index]!;
      if (from < other.from) left.push({ from, to: other.from });
      from = Math.max(from, other.to);
    }
    if (from < range.to) left.push({ from, to: range.to });
  }
  return left;
};

/** The level's buckets that these times fall into, joined. */
const bucketsAround = (level: ReadLevel, times: readonly number[]): TimeRange[] =>
  joinTouching(
    times.map((time) => {
      const from = floorToBucket(time, level);
      return { from, to: from + bucketWidth(level) };
    }),
  );

/** What of a level a late usage reached. */
const staleOf = (level: ReadLevel, { staleTicks, staleMinutes, staleHours }: RollupState): TimeRange[] => {
  if (level === 'tick') return bucketsAround(level, staleTicks);
  return bucketsAround(level, level === 'minute' ? staleMinutes : staleHours);
};

/** At most `most` of the pieces, the longest ones. */
const longest = (pieces: readonly TimeRange[], most: number): TimeRange[] => {
  if (pieces.length <= most) return [...pieces];
  const bySpan = [...pieces].sort((a, b) => b.to - b.from - (a.to - a.from));
  return bySpan.slice(0, most).sort((a, b) => a.from - b.from);
};

/** Ascending edges of the slices that split a bucket of this level. */
const cutsOf = (level: ReadLevel, slices: readonly TimeRange[]): number[] =>
  slices
    .flatMap(({ from, to }) => [from, to])
    .filter((edge) => Number.isFinite(edge) && floorToBucket(edge, level) !== edge);

/**
 * Cuts slices of time into ranges so that each is read from the coarsest rollup that answers it
 * exactly. A bucket that an edge of a slice splits, that a late usage reached, or that is not
 * materialised goes to the next finer level, at last to the usages.
 * @param slices half-open, milliseconds, ascending and disjoint; the first `from` may be -Infinity.
 * @param levels the rollups that may be read, finest first; none for the usages alone.
 * @returns every instant of the slices exactly once, finest source first.
 */
export const planSources = (
  slices: readonly TimeRange[],
  state: RollupState,
  levels: readonly ReadLevel[],
): SourcePlan[] => {
  const plans: SourcePlan[] = [];
  let remaining = joinTouching(slices.filter(({ from, to }) => from < to));
  for (const level of [...levels].reverse()) {
    const complete = state.levels[level];
    const whole = remaining.flatMap((range): TimeRange[] => {
      const from = ceilToBucket(Math.max(range.from, complete.from), level);
      const to = floorToBucket(Math.min(range.to, complete.watermark), level);
      return from < to ? [{ from, to }] : [];
    });
    if (whole.length === 0) continue;
    const stale = staleOf(level, state);
    const cut = bucketsAround(level, cutsOf(level, slices));
    const usable = longest(subtract(subtract(whole, stale), cut), MOST_PIECES);
    if (usable.length === 0) continue;
    plans.unshift({ source: level, ranges: usable });
    remaining = subtract(remaining, usable);
  }
  if (remaining.length > 0) plans.unshift({ source: 'usage', ranges: remaining });
  return plans;
};
