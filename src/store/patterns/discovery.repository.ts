import type { DataSource } from 'typeorm';
import type { PatternType } from '../../common/pattern-terms.js';
import type { TimeRange } from '../../common/time-range.js';
import { instant } from '../connection/instant.js';
import { onStore } from '../connection/store-error.js';
import type { UsageFilter } from '../usages/usage-question.js';

/** Patterns of one type that were first seen in a slice of time, which is told by its place. */
export interface Discoveries {
  readonly slice: number;
  readonly type: PatternType | null;
  readonly patterns: number;
}

/** Which patterns; all of them where nothing is said. */
type PatternFilter = Pick<UsageFilter, 'patternIds' | 'patternType' | 'nodeType'>;

const DISCOVERIES = `
  SELECT width_bucket(pattern.first_seen, $1::timestamptz[]) - 1 AS slice, pattern.type,
    count(*)::int AS patterns
  FROM patterns AS pattern
  WHERE pattern.first_seen >= ($1::timestamptz[])[1] AND pattern.first_seen < $2::timestamptz
    AND ($3::uuid[] IS NULL OR pattern.id = ANY($3::uuid[]))
    AND ($4::text IS NULL OR coalesce(pattern.type, 'other') = $4::text)
    AND ($5::text IS NULL OR pattern.node_type = $5::text)
  GROUP BY 1, 2 ORDER BY 1, 2`;

/** When patterns were first seen. */
export class DiscoveryRepository {
  constructor(private readonly store: DataSource) {}

  /**
   * First sights by slice and type, the oldest first.
   * @param slices half-open, milliseconds, each beginning where the one before ends; at least one.
   * @throws StoreUnavailableError
   */
  inSlices(slices: readonly TimeRange[], filter: PatternFilter): Promise<Discoveries[]> {
    return onStore(() =>
      this.store.query<Discoveries[]>(DISCOVERIES, [
        slices.map(({ from }) => instant(from)),
        new Date(slices.at(-1)!.to),
        filter.patternIds ?? null,
        filter.patternType ?? null,
        filter.nodeType ?? null,
      ]),
    );
  }
}
