import type { TimeRange } from '../../src/common/time-range.js';

/** As much of a usage as counting needs. */
export interface Countable {
  readonly patternId: string;
  readonly createdAt: number;
}

const DAY = 86_400_000;

/** The start of a UTC hour, UTC day or week from Monday, told by the calendar and not by division. */
export const bucketStart = (time: number, width: 'hour' | 'day' | 'week'): number => {
  const date = new Date(time);
  const day = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
  if (width === 'hour') return day + date.getUTCHours() * 3_600_000;
  if (width === 'day') return day;
  return day - ((date.getUTCDay() + 6) % 7) * DAY;
};

/** Counts per pattern and bucket within a range, computed plainly: `pattern bucket` → count. */
export const expectedCounts = (
  usages: readonly Countable[],
  range: TimeRange,
  width: 'hour' | 'day' | 'week',
): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { patternId, createdAt } of usages) {
    if (createdAt < range.from || createdAt >= range.to) continue;
    const key = `${patternId} ${new Date(bucketStart(createdAt, width)).toISOString()}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
};
