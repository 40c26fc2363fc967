import type { DimensionValue } from '../../store/rollups/dimension.js';
import type { TimeSeriesPoint } from './time-series.dto.js';

/** What is said of a bucket, without its time. */
export type PointValue = Pick<TimeSeriesPoint, 'value' | 'n'>;

/** One metric of something over time. */
export interface Course {
  /** By the bucket's place; without those in which it has no value. */
  readonly points: ReadonlyMap<number, PointValue>;
  /** Of the whole range, and of the period before where that is compared. */
  readonly value: number | null;
  readonly previous: number | null;
}

/** One metric of the patterns that are asked about. */
export interface Courses {
  readonly of: (patternId: string) => Course;
  /** What is said of a bucket without usages. */
  readonly nothing: PointValue;
  /** By the values of the dimension, those with the most usages first; of all patterns together. */
  readonly groups?: readonly { readonly value: DimensionValue; readonly course: Course }[];
}
