/** A half-open span of time [from, to), in milliseconds since 1970 UTC. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** After every usage, whatever the clock says now: none is later than the year 9999. */
export const AFTER_ALL_USAGES = Date.UTC(10_000, 0);

export const ALL_TIMES: TimeRange = { from: 0, to: Infinity };

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** The longest range that may be asked for in hours: ten years. */
export const MAX_HOURS = 87_600;

/** What is looked back where a question names no hours: a week. */
export const DEFAULT_HOURS = 168;

/** The time ranges of the original's API, in days. */
export const TIME_RANGES = { '1d': 1, '7d': 7, '30d': 30, '90d': 90 } as const;
export type TimeRangeName = keyof typeof TIME_RANGES;
export const TIME_RANGE_NAMES = Object.keys(TIME_RANGES) as TimeRangeName[];

/** Bucket widths of answers over time: UTC hours, UTC days, weeks from Monday 00:00 UTC. */
export const GRANULARITIES = ['hour', 'day', 'week'] as const;
export type Granularity = (typeof GRANULARITIES)[number];

/** The time as RFC 3339 in UTC; whole seconds are written without a fraction. */
export const formatTime = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');

const dates = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
/** A time's day in UTC, for a sentence: 25 October 2026. */
export const dateText = (ms: number): string => dates.format(ms);
