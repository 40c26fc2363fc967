import type { DataSource } from 'typeorm';
import type { Cursor } from '../../common/cursor.js';
import type { Outcome, Sentiment } from '../../common/pattern-terms.js';
import type { TimeRange } from '../../common/time-range.js';
import { fieldOf, USAGE_FIELD_NAMES } from '../../common/usage-fields.js';
import { readColumn } from './usage-columns.js';
import { instant } from '../connection/instant.js';
import { onStore } from '../connection/store-error.js';
import { withContext } from './with-context.js';

export interface HistoryQuestion extends TimeRange {
  readonly patternId: string;
  /** Null for all. */
  readonly outcomes: readonly string[] | null;
  /** What follows this usage, from young to old. */
  readonly after: Cursor | null;
  readonly limit: number;
}

/** One usage with what feedback says of it. */
export interface HistoryRow {
  readonly id: string;
  readonly created_at: Date;
  readonly execution_id: string | null;
  readonly sentiment: Sentiment | null;
  readonly outcome: Outcome;
  readonly success: boolean;
  readonly quality_score: number | null;
  readonly performance_score: number | null;
  readonly execution_time_ms: number | null;
  readonly issues: readonly string[] | null;
  readonly context: Readonly<Record<string, unknown>> | null;
  readonly correlation_id: string | null;
  readonly error_message: string | null;
  readonly version: string | null;
  readonly actor: string | null;
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  readonly cost_usd: number | null;
  readonly time_saved_seconds: number | null;
}

const COLUMNS = USAGE_FIELD_NAMES.filter((name) => fieldOf(name).isInHistory)
  .map((name) => (name === 'issues' ? name : readColumn(name)))
  .join(', ');

/**
 * Read in the order of the index on (pattern_id, created_at DESC) up to the page's end and what else
 * is of its last millisecond; only the page is sorted.
 */
const historySql = (isByOutcome: boolean, isContinued: boolean): string => `
  SELECT * FROM (
    SELECT ${COLUMNS} FROM pattern_feedback
    WHERE pattern_id = $1 AND created_at >= $2::timestamptz AND created_at < $3::timestamptz
      ${isByOutcome ? 'AND outcome = ANY($5::text[])' : 'AND $5::text[] IS NULL'}
      ${isContinued ? 'AND NOT (created_at = $6::timestamptz AND id >= $7::uuid)' : ''}
    ORDER BY created_at DESC FETCH FIRST ($4::bigint) ROWS WITH TIES
  ) AS first
  ORDER BY created_at DESC, id DESC LIMIT $4::bigint`;

/** Single usages of a pattern. */
export class PatternHistoryRepository {
  constructor(private readonly store: DataSource) {}

  /** Usages within the range, the youngest first; those of one time by descending id. */
  async page(question: HistoryQuestion): Promise<HistoryRow[]> {
    const { patternId, from, to, outcomes, after, limit } = question;
    // The cursor's own millisecond may hold more usages.
    const until = after ? Math.min(to, after.createdAt + 1) : to;
    const values: unknown[] = [patternId, instant(from), instant(until), limit, outcomes];
    if (after) values.push(new Date(after.createdAt), after.id);
    const rows = await onStore(() =>
      this.store.query<HistoryRow[]>(historySql(outcomes !== null, after !== null), values),
    );
    return rows.map(withContext);
  }
}
