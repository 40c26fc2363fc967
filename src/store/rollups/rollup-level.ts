import { DAY_MS, HOUR_MS } from '../../common/time-range.js';

/** The widths of rollups, finest first: minutes carry the newest time, weeks the longest ranges. */
export const ROLLUP_LEVELS = ['minute', 'hour', 'day', 'week'] as const;
export type RollupLevel = (typeof ROLLUP_LEVELS)[number];

/** Monday 2000-01-03 00:00 UTC, from which TimescaleDB counts weeks. */
const WEEK_ORIGIN = 946_857_600_000;

interface Grid {
  readonly width: number;
  readonly origin: number;
}

const GRIDS: Readonly<Record<RollupLevel, Grid>> = {
  minute: { width: 60_000, origin: 0 },
  hour: { width: HOUR_MS, origin: 0 },
  day: { width: DAY_MS, origin: 0 },
  week: { width: 7 * DAY_MS, origin: WEEK_ORIGIN },
};

/** The width of a level's buckets, in milliseconds. */
export const bucketWidth = (level: RollupLevel): number => GRIDS[level].width;

/** The start of the bucket that `time` falls into. */
export const floorToBucket = (time: number, level: RollupLevel): number => {
  const { width, origin } = GRIDS[level];
  return Math.floor((time - origin) / width) * width + origin;
};

/** The first bucket start that is not before `time`. */
export const ceilToBucket = (time: number, level: RollupLevel): number => {
  const floor = floorToBucket(time, level);
  return floor === time ? time : floor + GRIDS[level].width;
};
