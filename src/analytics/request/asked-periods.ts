import { type Bucket, bucketsOf } from '../../common/calendar.js';
import type { AskedBuckets, AskedRange } from './usage-request.js';

/** The buckets of a period, and up to where it has come. */
export interface Period {
  readonly buckets: readonly Bucket[];
  /** Milliseconds since 1970 UTC. */
  readonly elapsedTo: number;
}

/** The slices of a question about a range and, where that is asked for, about the period before it. */
export interface AskedPeriods {
  readonly current: Period;
  /** Undefined where it is not compared. */
  readonly previous: Period | undefined;
  /** The buckets of both, the older ones first. */
  readonly slices: readonly Bucket[];
}

export const askedPeriods = (
  { previous, elapsedTo }: AskedRange,
  { calendar, buckets }: AskedBuckets,
  compares: boolean,
): AskedPeriods => {
  // As long as the range itself, so about as many.
  const earlier = compares ? bucketsOf(previous, calendar, Infinity)! : [];
  return {
    current: { buckets, elapsedTo },
    previous: compares ? { buckets: earlier, elapsedTo: previous.to } : undefined,
    slices: [...earlier, ...buckets],
  };
};

/** Rows by period, their slices the places of the period's own buckets. */
export const splitPeriods = <Row extends { readonly slice: number }>(
  rows: readonly Row[],
  { previous }: AskedPeriods,
): { current: Row[]; previous: Row[] } => {
  const first = previous?.buckets.length ?? 0;
  if (first === 0) return { current: [...rows], previous: [] };
  return {
    current: rows.filter(({ slice }) => slice >= first).map((row) => ({ ...row, slice: row.slice - first })),
    previous: rows.filter(({ slice }) => slice < first),
  };
};
