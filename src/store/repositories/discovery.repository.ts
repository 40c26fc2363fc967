import type { DataSource } from 'typeorm';
import type { PatternType } from '../../common/pattern-terms.js';
import type { Granularity, TimeRange } from '../../common/time-range.js';
import { onStore } from '../store-error.js';

/** Patterns of one type that were first seen in a bucket, which begins at `bucket`. */
export interface Discoveries {
  readonly bucket: Date;
  readonly type: PatternType | null;
  readonly patterns: number;
}

/** When patterns were first seen. */
export class DiscoveryRepository {
  constructor(private readonly store: DataSource) {}

  /** First sights within the range by bucket and type, the oldest first. */
  inRange({ from, to }: TimeRange, granularity: Granularity): Promise<Discoveries[]> {
    return onStore(() =>
      this.store.query<Discoveries[]>(
        `SELECT time_bucket($3::interval, pattern.first_seen) AS bucket, pattern.type,
           count(*)::int AS patterns
         FROM patterns AS pattern
         WHERE pattern.first_seen >= $1::timestamptz AND pattern.first_seen < $2::timestamptz
         GROUP BY 1, 2 ORDER BY 1, 2`,
        [new Date(from), new Date(to), `1 ${granularity}`],
      ),
    );
  }
}
