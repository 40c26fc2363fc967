import { type Bucket, bucketsOf, type Calendar } from '../../common/calendar.js';
import { DAY_MS, type Granularity, type TimeRange } from '../../common/time-range.js';
import { InvalidInputError } from '../../common/tracker-error.js';
import type { ResolvedRange } from './resolve-range.js';

/** Most buckets that one answer may have. */
export const MAX_BUCKETS = 10_000;

/** The buckets of a period, and up to where it has come, in milliseconds since 1970 UTC. */
export interface Period {
  readonly buckets: readonly Bucket[];
  readonly elapsedTo: number;
}

type Elapsed = Pick<Period, 'elapsedTo'>;

/** @throws InvalidInputError where the range has more than 10,000 buckets. */
export const cutBuckets = (range: TimeRange, calendar: Calendar): readonly Bucket[] => {
  const buckets = bucketsOf(range, calendar, MAX_BUCKETS);
  return buckets ?? refuseBuckets(calendar.granularity);
};

export const refuseBuckets = (width: string): never => {
  const allowed = `a range of at most ${MAX_BUCKETS} buckets, or wider ones`;
  const message = `The range has more than ${MAX_BUCKETS} buckets of one ${width}; it must be ${allowed}.`;
  throw new InvalidInputError([{ pointer: '/from', code: 'too_many_buckets', allowed, message }]);
};

/** The buckets' width where a query names none: one day is cut into hours. */
export const defaultGranularity = ({ from, elapsedTo }: ResolvedRange): Granularity =>
  elapsedTo - from > DAY_MS ? 'day' : 'hour';

/** Whether a bucket has begun; what has not begun yet is no gap. */
export const hasBegun = ({ start }: Bucket, { elapsedTo }: Elapsed): boolean => start <= elapsedTo;

/** Whether a bucket is only partly in the answer: it lasts still, or the range cuts it. */
export const isPartial = ({ start, end, from, to }: Bucket, { elapsedTo }: Elapsed): boolean =>
  from > start || to < end || elapsedTo < end;
