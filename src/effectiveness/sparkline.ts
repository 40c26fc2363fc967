import { DAY_MS, HOUR_MS, type TimeRange } from '../common/time-range.js';

/** Most points of a sparkline. */
export const MAX_POINTS = 30;

const MINUTE_MS = 60_000;
/** Widths whose edges fall on UTC minutes, hours or days, so that rollups have them. */
const WIDTHS = [
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 4, 6, 8, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 3, 4, 7, 14, 28].map((days) => days * DAY_MS),
];

/** The buckets of a sparkline: equally wide, but for what the range cuts of the first and the last. */
export interface Sparkline {
  /** Milliseconds. */
  readonly width: number;
  /** Where the first bucket begins, in milliseconds since 1970 UTC; the range may begin later. */
  readonly start: number;
  /** Between them they hold the whole range. */
  readonly slices: readonly TimeRange[];
}

/**
 * Cuts a range into at most 30 buckets.
 * @param range half-open, finite; what lies beyond `elapsedTo` belongs to the last bucket.
 */
export const sparklineOf = (range: TimeRange, elapsedTo: number): Sparkline => {
  const last = Math.min(Math.max(range.from, elapsedTo), range.to - 1);
  const points = (width: number): number => Math.floor(last / width) - Math.floor(range.from / width) + 1;
  let width = WIDTHS.find((one) => points(one) <= MAX_POINTS) ?? 2 * WIDTHS.at(-1)!;
  while (points(width) > MAX_POINTS) width *= 2;
  const start = Math.floor(range.from / width) * width;
  const count = points(width);
  const slices = Array.from({ length: count }, (_, at) => ({
    from: Math.max(range.from, start + at * width),
    to: at === count - 1 ? range.to : start + (at + 1) * width,
  }));
  return { width, start, slices };
};
