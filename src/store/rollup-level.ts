import { DAY_MS, HOUR_MS } from '../common/time-range.js';

/** The rollups that are kept, finest first: minutes carry the newest time, weeks the longest ranges. */
export const ROLLUP_LEVELS = ['minute', 'hour', 'day', 'week'] as const;
export type RollupLevel = (typeof ROLLUP_LEVELS)[number];

/** What can be read from: also ticks, which hold what is too young for a minute, and are soon dropped. */
export const READ_LEVELS = ['tick', ...ROLLUP_LEVELS] as const;
export type ReadLevel = (typeof READ_LEVELS)[number];

/** Monday 2000-01-03 00:00 UTC, from which TimescaleDB counts weeks. */
const WEEK_ORIGIN = 946_857_600_000;

interface Grid {
  readonly width: number;
  readonly origin: number;
}

const GRIDS: Readonly<Record<ReadLevel, Grid>> = {
  tick: { width: 5000, origin: 0 },
  minute: { width: 60_000, origin: 0 },
  hour: { width: HOUR_MS, origin: 0 },
  day: { width: DAY_MS, origin: 0 },
  week: { width: 7 * DAY_MS, origin: WEEK_ORIGIN },
};

/** The width of a level's buckets, in milliseconds. */
export const bucketWidth = (level: ReadLevel): number => GRIDS[level].width;

/** The start of the bucket that `time` falls into. */
export const floorToBucket = (time: number, level: ReadLevel): number => {
  const { width, origin } = GRIDS[level];
  return Math.floor((time - origin) / width) * width + origin;
};

/** The first bucket start that is not before `time`. */
export const ceilToBucket = (time: number, level: ReadLevel): number => {
  const floor = floorToBucket(time, level);
  return floor === time ? time : floor + GRIDS[level].width;
};
