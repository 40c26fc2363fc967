import { DateTime, IANAZone } from 'luxon';
import { DAY_MS, type Granularity, HOUR_MS, type TimeRange } from './time-range.js';

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** How time is cut into buckets. */
export interface Calendar {
  readonly granularity: Granularity;
  /** An IANA time zone; its hours, days and weeks are meant. */
  readonly timeZone: string;
  /** The first day of a week. */
  readonly weekStart: Weekday;
}

/** A bucket of an answer: what lies in it and in the range, and where the bucket itself begins and ends. */
export interface Bucket extends TimeRange {
  readonly start: number;
  readonly end: number;
}

/** Whether this is the name of a time zone. */
export const isTimeZone = (name: string): boolean =>
  // Newer versions of Node.js take an offset such as +02:00 for one.
  name.length <= 64 && /^[a-z]/i.test(name) && IANAZone.isValidZone(name);

const isUtc = (timeZone: string): boolean => /^(etc\/)?(utc|gmt|uct|zulu)$/i.test(timeZone);

const offsetMs = (zone: IANAZone, time: number): number => zone.offset(time) * 60_000;

/** When clocks were set between two times. */
const changeBetween = (zone: IANAZone, before: number, after: number): number => {
  const offset = offsetMs(zone, after);
  let [unset, set] = [before, after];
  while (set - unset > 1) {
    const middle = Math.floor((unset + set) / 2);
    if (offsetMs(zone, middle) === offset) set = middle;
    else unset = middle;
  }
  return set;
};

/**
 * Where clocks are set by half an hour (Australia/Lord_Howe) or within an hour (Pacific/Chatham), an
 * hour begins at that moment.
 */
const startOfHour = (zone: IANAZone, time: number): number => {
  const offset = offsetMs(zone, time);
  const start = Math.floor((time + offset) / HOUR_MS) * HOUR_MS - offset;
  return offsetMs(zone, start) === offset ? start : changeBetween(zone, start, time);
};

const startOfDay = (local: DateTime): DateTime => local.startOf('day');

const startOfWeek = (local: DateTime, weekStart: Weekday): DateTime => {
  const first = WEEKDAYS.indexOf(weekStart) + 1;
  return startOfDay(startOfDay(local).minus({ days: (local.weekday - first + 7) % 7 }));
};

/** Thursday 1970-01-01 is the fourth day of a week from Monday. */
const startOfUtc = (time: number, { granularity, weekStart }: Calendar): number => {
  const width = { hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS }[granularity];
  const origin = granularity === 'week' ? (WEEKDAYS.indexOf(weekStart) - 3) * DAY_MS : 0;
  return Math.floor((time - origin) / width) * width + origin;
};

/** Where the bucket that a time falls into begins, in milliseconds. */
export const startOfBucket = (time: number, calendar: Calendar): number => {
  const { granularity, timeZone, weekStart } = calendar;
  if (isUtc(timeZone)) return startOfUtc(time, calendar);
  if (granularity === 'hour') return startOfHour(IANAZone.create(timeZone), time);
  const local = DateTime.fromMillis(time, { zone: timeZone });
  return (granularity === 'day' ? startOfDay(local) : startOfWeek(local, weekStart)).toMillis();
};

const endOfHour = (zone: IANAZone, start: number): number => {
  const offset = offsetMs(zone, start);
  const end = (Math.floor((start + offset) / HOUR_MS) + 1) * HOUR_MS - offset;
  return offsetMs(zone, end - 1) === offset ? end : changeBetween(zone, start, end - 1);
};

/** Where the bucket that begins at `start` ends. */
const endOfBucket = (start: number, calendar: Calendar): number => {
  const { granularity, timeZone, weekStart } = calendar;
  if (isUtc(timeZone)) return start + { hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS }[granularity];
  if (granularity === 'hour') return endOfHour(IANAZone.create(timeZone), start);
  const local = DateTime.fromMillis(start, { zone: timeZone });
  if (granularity === 'day') return startOfDay(local.plus({ days: 1 })).toMillis();
  // A week whose first day a zone left out (Pacific/Apia, 2011-12-30) begins a day late, but ends in time.
  return startOfWeek(local.plus({ days: 7 }), weekStart).toMillis();
};

/**
 * The buckets of a range, oldest first; between them they hold every instant of it once. The first
 * and the last are cut to the range.
 * @param range half-open, finite, milliseconds.
 * @param most gives up beyond this many.
 * @returns undefined where there are more than `maxBuckets`.
 */
export const bucketsOf = (range: TimeRange, calendar: Calendar, maxBuckets: number): Bucket[] | undefined => {
  const buckets: Bucket[] = [];
  if (range.from >= range.to) return buckets;
  for (let start = startOfBucket(range.from, calendar); start < range.to;) {
    if (buckets.length === maxBuckets) return undefined;
    const end = endOfBucket(start, calendar);
    buckets.push({ start, end, from: Math.max(start, range.from), to: Math.min(end, range.to) });
    start = end;
  }
  return buckets;
};

/** Whether a time is the beginning of a day in a zone. */
const isMidnight = (time: number, timeZone: string): boolean =>
  startOfBucket(time, { granularity: 'day', timeZone, weekStart: 'monday' }) === time;

/**
 * The period of the same length that ends where a range begins, cut where the range itself has only
 * come so far: a half day is set against a half day. A range of whole days of its zone is preceded
 * by as many whole days, whatever the clock does between them.
 * @param now milliseconds.
 */
export const previousPeriod = (range: TimeRange, timeZone: string, now: number): TimeRange => {
  const isOfDays = isMidnight(range.from, timeZone) && isMidnight(range.to, timeZone);
  const begins = DateTime.fromMillis(range.from, { zone: timeZone });
  const days = isOfDays
    ? Math.round(DateTime.fromMillis(range.to, { zone: timeZone }).diff(begins, 'days').days)
    : 0;
  const from = isOfDays ? begins.minus({ days }).toMillis() : range.from - (range.to - range.from);
  const elapsed = Math.max(0, Math.min(range.to, now) - range.from);
  return { from, to: range.to <= now ? range.from : Math.min(from + elapsed, range.from) };
};
