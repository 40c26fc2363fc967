import type { TimeRange } from '../common/time-range.js';
import { bucketWidth, ceilToBucket, floorToBucket, ROLLUP_LEVELS, type RollupLevel } from './rollup-level.js';

/** How far a rollup can be trusted; times in milliseconds. */
export interface Completeness {
  /** Every bucket from here… */
  readonly from: number;
  /** …to here is materialised; equal to or before `from` where nothing is. */
  readonly watermark: number;
}

/** What is materialised at one moment, as a plan needs to know it. */
export interface RollupState {
  readonly levels: Readonly<Record<RollupLevel, Completeness>>;
  /** Starts of minutes, ascending, that a usage reached after they were materialised. */
  readonly staleMinutes: readonly number[];
  /** The same for hours, and so for the days and weeks around them. */
  readonly staleHours: readonly number[];
}

/** A span of time that is read from one place: the usages themselves or a rollup. */
export interface Segment extends TimeRange {
  readonly source: 'usage' | RollupLevel;
}

/**
 * More gaps than this are joined, so that a plan stays short during a backfill: in the middle of a
 * range, and in its edges. The gaps of a gap share its part. An embedded store is lost at some 500
 * parts of a query; a plan has at most 105.
 */
const MOST_GAPS = 6;
const MOST_EDGE_GAPS = 2;

/** Joins touching spans, then those nearest to each other until at most `most` are left. */
const coalesce = (spans: readonly TimeRange[], most: number): TimeRange[] => {
  const joined: TimeRange[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last && span.from <= last.to)
      joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else joined.push(span);
  }
  if (joined.length <= most) return joined;
  const distances = joined.slice(1).map((span, index) => span.from - joined[index]!.to);
  const kept = new Set(
    distances
      .map((distance, index) => ({ distance, index }))
      .sort((a, b) => b.distance - a.distance)
      .slice(0, most - 1)
      .map(({ index }) => index + 1),
  );
  const few: TimeRange[] = [];
  for (const [index, span] of joined.entries()) {
    const last = few.at(-1);
    if (last && !kept.has(index)) few[few.length - 1] = { from: last.from, to: span.to };
    else few.push(span);
  }
  return few;
};

/** The spans within [from, to) that `level` cannot answer, on its own buckets. */
const gaps = (state: RollupState, level: RollupLevel, { from, to }: TimeRange, most: number): TimeRange[] => {
  const stale = level === 'minute' ? state.staleMinutes : state.staleHours;
  const spans = stale
    .map((time) => floorToBucket(time, level))
    .filter((start) => start >= from && start < to)
    .map((start) => ({ from: start, to: start + bucketWidth(level) }));
  return coalesce(spans, most);
};

const cover = (
  range: TimeRange,
  state: RollupState,
  levels: readonly RollupLevel[],
  mostGaps: number,
): Segment[] => {
  if (range.from >= range.to) return [];
  const level = levels.at(-1);
  if (level === undefined) return [{ source: 'usage', ...range }];
  const finer = levels.slice(0, -1);
  const complete = state.levels[level];
  const from = ceilToBucket(Math.max(range.from, complete.from), level);
  const to = floorToBucket(Math.min(range.to, complete.watermark), level);
  if (!(from < to)) return cover(range, state, finer, mostGaps);
  const edgeGaps = Math.min(mostGaps, MOST_EDGE_GAPS);
  const segments = cover({ from: range.from, to: from }, state, finer, edgeGaps);
  let reached = from;
  const stale = gaps(state, level, { from, to }, mostGaps);
  const share = Math.max(1, Math.floor(mostGaps / stale.length));
  for (const gap of stale) {
    if (reached < gap.from) segments.push({ source: level, from: reached, to: gap.from });
    segments.push(...cover(gap, state, finer, share));
    reached = gap.to;
  }
  if (reached < to) segments.push({ source: level, from: reached, to });
  segments.push(...cover({ from: to, to: range.to }, state, finer, edgeGaps));
  return segments;
};

/**
 * Cuts a range into segments that follow on each other without gap or overlap, each read from the
 * coarsest rollup that answers it exactly: edges that no bucket fits, buckets that a late usage
 * reached and the time after a watermark go to the next finer level, at last to the usages.
 * @param range half-open, milliseconds; `from` may be -Infinity.
 * @param coarsest the widest buckets the answer can be made of, or `usage` for none.
 */
export const planSegments = (
  range: TimeRange,
  state: RollupState,
  coarsest: RollupLevel | 'usage',
): Segment[] => {
  const levels = coarsest === 'usage' ? [] : ROLLUP_LEVELS.slice(0, ROLLUP_LEVELS.indexOf(coarsest) + 1);
  const merged: Segment[] = [];
  for (const segment of cover(range, state, levels, MOST_GAPS)) {
    const last = merged.at(-1);
    if (last?.source === segment.source && last.to === segment.from) {
      merged[merged.length - 1] = { ...last, to: segment.to };
    } else merged.push(segment);
  }
  return merged;
};
