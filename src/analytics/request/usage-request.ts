import type { Question } from '../../cache/answer-cache.js';
import { type Bucket, bucketsOf, type Calendar, previousPeriod } from '../../common/calendar.js';
import type { NodeType } from '../../common/pattern-terms.js';
import { parseRfc3339 } from '../../common/rfc3339.js';
import {
  AFTER_ALL_USAGES,
  DAY_MS,
  formatTime,
  type Granularity,
  TIME_RANGES,
  type TimeRange,
  type TimeRangeName,
} from '../../common/time-range.js';
import { InvalidInputError } from '../../common/tracker-error.js';
import type { UsageFilter } from '../../store/usage-question.js';
import type { CutQueryDto, FilterQueryDto, RangeQueryDto, SpanQueryDto } from './usage-query.dto.js';

/** Most buckets that one answer may have. */
export const MOST_BUCKETS = 10_000;

/** The end of the years that a time is written in, in milliseconds. */
const LATEST = Date.parse('9999-12-31T00:00:00Z');

/** What time is told by while a request is answered. */
export interface RequestClock {
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  /** How far in the future a usage may lie, in milliseconds. */
  readonly clockSkewMs: number;
}

/** A range as it was asked for. */
export interface AskedRange extends TimeRange {
  /** Its name, null where its ends were given. */
  readonly name: TimeRangeName | null;
  /** Up to where it has come: its end, or now where that is earlier. */
  readonly elapsedTo: number;
  /** The range before it, as long and as far elapsed. */
  readonly previous: TimeRange;
  readonly timeZone: string;
}

/** What was added to the original's parameters. */
const EXTENDED = [
  'from',
  'to',
  'timezone',
  'week_start',
  'fill',
  'compare',
  'limit',
  'pattern_type',
  'node_type',
  'outcome',
  'context',
] as const;
type ExtendedParameter = (typeof EXTENDED)[number];

const refuse = (pointer: string, code: string, allowed: string, message: string): InvalidInputError =>
  new InvalidInputError([{ pointer, code, allowed, message }]);

/**
 * The range that a query asks for. One up to now reaches as far into the future as a usage may lie,
 * so that one from a clock ahead of ours is in the next answer too.
 * @param fallback the range where the query names none.
 * @throws InvalidInputError where the ends contradict each other or the name.
 */
export const askedRange = (
  query: RangeQueryDto,
  fallback: TimeRangeName,
  { now, clockSkewMs }: RequestClock,
): AskedRange => {
  const { timezone: timeZone = 'UTC' } = query;
  const latest = now + clockSkewMs + 1;
  if (query.from === undefined && query.to === undefined) {
    const name = query.time_range ?? fallback;
    const span = TIME_RANGES[name] * DAY_MS;
    // No usage is older than 1970.
    const from = Math.max(0, now - span);
    return {
      from,
      to: latest,
      name,
      elapsedTo: now,
      previous: { from: Math.max(0, from - span), to: from },
      timeZone,
    };
  }
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
    const pointer = from < 0 ? '/from' : '/to';
    const allowed = `a time from ${formatTime(0)} to ${formatTime(LATEST)}`;
    throw refuse(
      pointer,
      'out_of_range',
      allowed,
      `${pointer.slice(1)} is too far off; it must be ${allowed}.`,
    );
  }
  if (from >= to) {
    const allowed = `a time after from, ${formatTime(from)}`;
    throw refuse('/to', 'out_of_range', allowed, `to is ${formatTime(to)}; it must be ${allowed}.`);
  }
  const previous =
    query.to === undefined
      ? { from: from - Math.max(0, now - from), to: from }
      : previousPeriod({ from, to }, timeZone, now);
  return {
    from,
    to,
    name: null,
    elapsedTo: Math.min(to, now),
    // No usage is older than 1970.
    previous: { from: Math.max(0, previous.from), to: Math.max(0, previous.to) },
    timeZone,
  };
};

/** All history, or the range that a query asks for. */
export const askedHistory = (query: SpanQueryDto, clock: RequestClock): TimeRange => {
  const { time_range, from, to } = query;
  const isAsked = [time_range, from, to].some((value) => value !== undefined);
  return isAsked ? askedRange(query, '7d', clock) : { from: -Infinity, to: AFTER_ALL_USAGES };
};

/** Which usages a query asks for. */
export const askedFilter = (query: FilterQueryDto): UsageFilter => {
  const { pattern_id: patternIds, outcome: outcomes } = query;
  return {
    ...(patternIds ? { patternIds: [...new Set(patternIds)] } : {}),
    ...(query.pattern_type ? { patternType: query.pattern_type } : {}),
    ...(query.node_type ? { nodeType: query.node_type.toLowerCase() as NodeType } : {}),
    ...(outcomes ? { outcomes: [...new Set(outcomes)] } : {}),
    ...(query.context ? { context: query.context } : {}),
  };
};

/** How a query cuts time, and the buckets of its range. */
export interface AskedBuckets {
  readonly calendar: Calendar;
  readonly buckets: readonly Bucket[];
}

/** @throws InvalidInputError where the range has more than 10,000 of them. */
export const askedBuckets = (
  query: CutQueryDto,
  range: AskedRange,
  granularity: Granularity,
): AskedBuckets => {
  const { week_start: weekStart = 'monday' } = query;
  const calendar = { granularity, timeZone: range.timeZone, weekStart };
  const buckets = bucketsOf(range, calendar, MOST_BUCKETS);
  if (buckets) return { calendar, buckets };
  const allowed = `a range of at most ${MOST_BUCKETS} buckets, or wider ones`;
  const message = `The range has more than ${MOST_BUCKETS} buckets of one ${granularity}; it must be ${allowed}.`;
  throw refuse('/from', 'too_many_buckets', allowed, message);
};

/** Whether a bucket has begun; what has not begun yet is no gap. */
export const hasBegun = ({ start }: Bucket, { elapsedTo }: Pick<AskedRange, 'elapsedTo'>): boolean =>
  start <= elapsedTo;

/** The buckets' width where a query names none: one day is cut into hours. */
export const usualGranularity = ({ from, elapsedTo }: AskedRange): Granularity =>
  elapsedTo - from > DAY_MS ? 'day' : 'hour';

/** Whether a query asks for more than the original knew, so that the answer may say more. */
export const isExtended = (query: Partial<Record<ExtendedParameter, unknown>>): boolean =>
  EXTENDED.some((name) => query[name] !== undefined);

/** Whether a bucket is only partly in the answer: it lasts still, or the range cuts it. */
export const isPartial = (
  { start, end, from, to }: Bucket,
  { elapsedTo }: Pick<AskedRange, 'elapsedTo'>,
): boolean => from > start || to < end || elapsedTo < end;

/** A query as the same text for the same question, to keep its answer under. */
export const questionKey = (name: string, query: object): string => {
  const sorted = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `${name} ${JSON.stringify(sorted)}`;
};

/**
 * A query as a question whose answer may be kept.
 * @param range what it asks for; with `looksBack` the period before counts too.
 */
export const keptQuestion = (
  name: string,
  query: object,
  range: AskedRange,
  looksBack: boolean,
): Question => ({
  key: questionKey(name, query),
  range: { from: looksBack ? range.previous.from : range.from, to: range.to },
});
