import { cutBuckets, MAX_BUCKETS, refuseBuckets, type ResolvedRange } from '../../analytics/index.js';
import type { Bucket } from '../../common/calendar.js';
import { HOUR_MS } from '../../common/time-range.js';
import type { ArrivalGranularity } from './arrivals.dto.js';

export const MINUTE_MS = 60_000;

/** The buckets' width where a query names none. */
export const defaultGranularity = ({ from, elapsedTo }: ResolvedRange): ArrivalGranularity => {
  const hours = (elapsedTo - from) / HOUR_MS;
  if (hours <= 3) return 'minute';
  if (hours <= 72) return 'hour';
  // A few less, as the range may begin and end within a day.
  return hours <= 24 * (MAX_BUCKETS - 10) ? 'day' : 'week';
};

/**
 * The buckets of a range of whole minutes, oldest first.
 * @throws InvalidInputError where there are more than 10,000 of them.
 */
export const arrivalBuckets = (range: ResolvedRange, granularity: ArrivalGranularity): readonly Bucket[] => {
  if (granularity !== 'minute')
    return cutBuckets(range, { granularity, timeZone: range.timeZone, weekStart: 'monday' });
  const count = (range.to - range.from) / MINUTE_MS;
  if (count > MAX_BUCKETS) refuseBuckets(granularity);
  return Array.from({ length: count }, (_, at) => {
    const start = range.from + at * MINUTE_MS;
    const end = start + MINUTE_MS;
    return { start, end, from: start, to: end };
  });
};
