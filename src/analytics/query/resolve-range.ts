import { previousPeriod } from '../../common/calendar.js';
import { parseRfc3339 } from '../../common/rfc3339.js';
import {
  AFTER_ALL_USAGES,
  DAY_MS,
  formatTime,
  TIME_RANGES,
  type TimeRange,
  type TimeRangeName,
} from '../../common/time-range.js';
import { InvalidInputError } from '../../common/tracker-error.js';
import type { RequestTime } from './request-clock.js';
import type { TimeRangeQueryDto, ZonedRangeQueryDto } from './usage-query.dto.js';

/** The end of the years that a time is written in, in milliseconds. */
const LATEST = Date.parse('9999-12-31T00:00:00Z');

/** The range of a query: its ends, its name and the period before it. */
export interface ResolvedRange extends TimeRange {
  /** Its name, null where its ends were given. */
  readonly name: TimeRangeName | null;
  /** Up to where it has come: its end, or now where that is earlier. */
  readonly elapsedTo: number;
  /** The range before it, as long and as far elapsed. */
  readonly previous: TimeRange;
  readonly timeZone: string;
}

/** Every usage, whenever it was. */
export const ALL_HISTORY: TimeRange = { from: -Infinity, to: AFTER_ALL_USAGES };

const refuse = (pointer: string, code: string, allowed: string, message: string): InvalidInputError =>
  new InvalidInputError([{ pointer, code, allowed, message }]);

/** No usage is older than 1970. */
const since1970 = ({ from, to }: TimeRange): TimeRange => ({ from: Math.max(0, from), to: Math.max(0, to) });

const namedRange = (name: TimeRangeName, timeZone: string, { now, latest }: RequestTime): ResolvedRange => {
  const span = TIME_RANGES[name] * DAY_MS;
  const { from } = since1970({ from: now - span, to: now });
  const previous = since1970({ from: from - span, to: from });
  return { from, to: latest, name, elapsedTo: now, previous, timeZone };
};

/** The ends of a range that are given. */
const givenEnds = (query: TimeRangeQueryDto, latest: number): TimeRange => {
  if (query.time_range !== undefined) {
    const message = 'time_range is given beside from or to; it must be one or the other.';
    throw refuse('/time_range', 'not_allowed', 'time_range, or from and to', message);
  }
  if (query.from === undefined) {
    const allowed = 'an RFC 3339 time with its zone, such as 2026-03-01T12:30:00Z';
    throw refuse('/from', 'required', allowed, `from is missing beside to; it must be ${allowed}.`);
  }
  const from = parseRfc3339(query.from)!;
  const to = query.to === undefined ? latest : parseRfc3339(query.to)!;
  if (from < 0 || to > LATEST) {
    const name = from < 0 ? 'from' : 'to';
    const allowed = `a time from ${formatTime(0)} to ${formatTime(LATEST)}`;
    throw refuse(`/${name}`, 'out_of_range', allowed, `${name} is too far off; it must be ${allowed}.`);
  }
  if (from >= to) {
    const allowed = `a time after from, ${formatTime(from)}`;
    throw refuse('/to', 'out_of_range', allowed, `to is ${formatTime(to)}; it must be ${allowed}.`);
  }
  return { from, to };
};

/**
 * The range that a query asks for. One up to now reaches as far into the future as a usage may lie,
 * so that one from a clock ahead of ours is in the next answer too.
 * @param fallback the range where the query names none.
 * @throws InvalidInputError where the ends contradict each other or the name.
 */
export const resolveRange = (
  query: ZonedRangeQueryDto,
  fallback: TimeRangeName,
  time: RequestTime,
): ResolvedRange => {
  const { timezone: timeZone = 'UTC' } = query;
  if (query.from === undefined && query.to === undefined)
    return namedRange(query.time_range ?? fallback, timeZone, time);
  const { from, to } = givenEnds(query, time.latest);
  const previous =
    query.to === undefined
      ? { from: from - Math.max(0, time.now - from), to: from }
      : previousPeriod({ from, to }, timeZone, time.now);
  const elapsedTo = Math.min(to, time.now);
  return { from, to, name: null, elapsedTo, previous: since1970(previous), timeZone };
};

/** The range that a query asks for; all history where it names none. */
export const resolveHistory = (query: TimeRangeQueryDto, time: RequestTime): TimeRange => {
  const isAsked = [query.time_range, query.from, query.to].some((value) => value !== undefined);
  return isAsked ? resolveRange(query, '7d', time) : ALL_HISTORY;
};
