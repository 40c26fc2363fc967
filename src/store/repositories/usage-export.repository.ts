import type { DataSource } from 'typeorm';
import type { TimeRange } from '../../common/time-range.js';
import { onStore } from '../store-error.js';
import { usageExportSql } from '../usage-export.sql.js';
import type { UsageFilter } from '../usage-question.js';

/** A usage with everything that is stored of it; what is JSON is its text. */
export interface StoredUsage {
  readonly id: string;
  readonly pattern_id: string;
  readonly created_at: Date;
  readonly outcome: string;
  readonly success: boolean;
  readonly quality_score: number | null;
  readonly execution_time_ms: number | null;
  readonly context: string | null;
  readonly correlation_id: string | null;
  readonly error_message: string | null;
  readonly error_fingerprint: string | null;
  readonly execution_id: string | null;
  readonly sentiment: string | null;
  readonly feedback_text: string | null;
  readonly performance_score: number | null;
  readonly issues: string | null;
  readonly created_by: string | null;
  readonly feedback: string | null;
  readonly amendments: string | null;
  /** What is known of its pattern. */
  readonly pattern_name: string | null;
  readonly pattern_type: string | null;
  readonly node_type: string | null;
}

/** A usage's place in the order of an export: its time, and its id among those of the same time. */
export interface UsagePlace {
  /** Milliseconds since 1970 UTC. */
  readonly createdAt: number;
  readonly id: string;
}

/** Reads usages one by one, a page a statement, so that nothing is held open between the pages. */
export class UsageExportRepository {
  constructor(private readonly store: DataSource) {}

  /**
   * The next usages of a range in the order of time and id.
   * @param after the last one of the page before.
   * @throws StoreUnavailableError
   */
  page(
    range: TimeRange,
    filter: UsageFilter,
    after: UsagePlace | undefined,
    limit: number,
  ): Promise<StoredUsage[]> {
    const { text, values } = usageExportSql(range, filter, after, limit);
    return onStore(() => this.store.query<StoredUsage[]>(text, [...values]));
  }
}
