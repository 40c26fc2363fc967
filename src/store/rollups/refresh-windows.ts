import type { TimeRange } from '../../common/time-range.js';
import { bucketWidth, type RollupLevel } from './rollup-level.js';

/**
 * Stale buckets nearer to each other than this many widths are refreshed in one call: a call costs
 * more than the buckets between, of which TimescaleDB materialises only what changed.
 */
const JOIN_WITHIN = 24;

/** So are those with no more usages than this between them: a call costs about as much as to read so many. */
const JOIN_OVER_USAGES = 1000;

/** A call holds an embedded store's only connection, so it spans no more than this many widths. */
export const MAX_CALL = 4096;

/** A range cut into about so many parts on the level's buckets, which are refreshed in a call each. */
export const stepsOf = (level: RollupLevel, { from, to }: TimeRange, count: number): TimeRange[] => {
  const width = bucketWidth(level);
  const step = Math.max(1, Math.ceil((to - from) / width / Math.max(1, count))) * width;
  const steps: TimeRange[] = [];
  for (let start = from; start < to; start += step)
    steps.push({ from: start, to: Math.min(start + step, to) });
  return steps;
};

/**
 * The windows, on the level's buckets, that between them hold all the given bucket starts.
 * @param usages how many there are in a bucket, by its start; without them, any gap may be full.
 */
export const refreshWindows = (
  level: RollupLevel,
  buckets: readonly number[],
  usages?: ReadonlyMap<number, number>,
): TimeRange[] => {
  const width = bucketWidth(level);
  const hasFew = (from: number, to: number): boolean => {
    if (!usages) return false;
    let sum = 0;
    for (let at = from; at < to && sum <= JOIN_OVER_USAGES; at += width) sum += usages.get(at) ?? 0;
    return sum <= JOIN_OVER_USAGES;
  };
  const windows: TimeRange[] = [];
  for (const bucket of [...buckets].sort((a, b) => a - b)) {
    const to = bucket + width;
    const last = windows.at(-1);
    const joins =
      last &&
      to - last.from <= MAX_CALL * width &&
      (bucket - last.to <= JOIN_WITHIN * width || hasFew(last.to, bucket));
    if (joins) windows[windows.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else windows.push({ from: bucket, to });
  }
  return windows;
};
