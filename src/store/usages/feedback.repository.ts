import type { DataSource, EntityManager } from 'typeorm';
import { writeJson } from '../../common/json/write-json.js';
import { isSuccess, type Outcome } from '../../common/pattern-terms.js';
import type { FeedbackDetails, Usage } from '../../common/usage.js';
import type { Retention } from '../../config/config.js';
import { type ChangedUsage, RetentionEdge } from '../retention/retention-edge.js';
import { retryDeadlock } from '../connection/retry-deadlock.js';
import { onStore } from '../connection/store-error.js';
import { fillIn, filledIn } from './usage-columns.js';
import { invalidate, IS_KNOWN, IS_SUCCESS, noteCoUsage } from './usage-write.sql.js';

/** Feedback that may be about a usage which is stored already. */
export interface Amendment {
  readonly feedbackId: string;
  /** Milliseconds since 1970 UTC. */
  readonly createdAt: number;
  readonly patternId: string;
  readonly correlationId: string | null;
  /** Null leaves the usage's own. */
  readonly outcome: Outcome | null;
  /** 0..1; null leaves the usage's own. */
  readonly qualityScore: number | null;
  readonly details: FeedbackDetails;
  /** The usage that the feedback would be: what it tells beside these fills in what the other does not have. */
  readonly usage: Usage;
}

/** The usage that feedback turned out to be about. */
export interface Amended {
  readonly usageId: string;
  readonly createdAt: Date;
  /** Whether this feedback had been stored before. */
  readonly duplicate: boolean;
  /** What it changed; undefined where that is nothing. */
  readonly change?: {
    /** The id of the transaction that changed it. */
    readonly transaction: number;
    /** By how many usages of known outcome it counts differently: 0 or 1. */
    readonly known: number;
    /** By how many successes the usage counts differently: -1, 0 or 1. */
    readonly successes: number;
    /** Its quality now, 0..1; null while its outcome is unknown. */
    readonly quality: number | null;
  };
}

interface AmendedRow {
  readonly transaction: string;
  readonly known: number;
  readonly successes: number;
  readonly quality: number | null;
}

interface UsageKey {
  readonly id: string;
  readonly created_at: Date;
}

const FIND_OWN = 'SELECT id, created_at FROM pattern_feedback WHERE created_at = $1 AND id = $2';

/**
 * The usage that this feedback has amended before: a later usage must not take its place when it is
 * sent again. Else the usage of the same execution or, where none is, the latest of the same correlation that belongs
 * to no other execution.
 */
const FIND_TARGET = `
  SELECT target.id, target.created_at FROM (
    (SELECT 0 AS rank, usage.id, usage.created_at FROM pattern_feedback AS usage
     WHERE usage.pattern_id = $1 AND (usage.execution_id = $2 OR usage.correlation_id = $3)
       AND usage.amendments @> jsonb_build_array(jsonb_build_object('feedback_id', $4::uuid))
     LIMIT 1)
    UNION ALL
    (SELECT 1, usage.id, usage.created_at FROM pattern_feedback AS usage
     WHERE usage.execution_id = $2 AND usage.pattern_id = $1
     ORDER BY usage.created_at DESC LIMIT 1)
    UNION ALL
    (SELECT 2, usage.id, usage.created_at FROM pattern_feedback AS usage
     WHERE usage.correlation_id = $3 AND usage.pattern_id = $1
       AND ($2::text IS NULL OR usage.execution_id IS NULL)
     ORDER BY usage.created_at DESC LIMIT 1)
  ) AS target
  ORDER BY target.rank LIMIT 1`;

/** What the feedback does not say stays, what it changes is kept in amendments; it changes it once. */
const AMEND = `
  WITH amended AS (
    UPDATE pattern_feedback AS usage SET
      outcome = coalesce($3, usage.outcome),
      success = CASE WHEN $3::text IS NULL THEN usage.success ELSE $4 END,
      quality_score = coalesce($5, usage.quality_score),
      execution_id = coalesce(usage.execution_id, $6::jsonb ->> 'execution_id'),
      sentiment = coalesce($6::jsonb ->> 'sentiment', usage.sentiment),
      feedback_text = coalesce($6::jsonb ->> 'feedback_text', usage.feedback_text),
      performance_score = coalesce(($6::jsonb ->> 'performance_score')::double precision,
        usage.performance_score),
      issues = coalesce($7, usage.issues),
      created_by = coalesce($6::jsonb ->> 'created_by', usage.created_by),
      feedback = coalesce(nullif($6::jsonb -> 'feedback', 'null')
        || CASE WHEN usage.feedback ? 'evaluations'
          THEN jsonb_build_object('evaluations', usage.feedback -> 'evaluations') ELSE '{}' END,
        usage.feedback),
      ${fillIn('usage', '$10')},
      amendments = coalesce(usage.amendments, '[]') || jsonb_build_array(jsonb_build_object(
        'feedback_id', $8::uuid, 'amended_at', now(), 'outcome', usage.outcome,
        'quality_score', usage.quality_score))
    WHERE usage.created_at = $1 AND usage.id = $2
      AND NOT coalesce(
        usage.amendments @> jsonb_build_array(jsonb_build_object('feedback_id', $8::uuid)), false)
    RETURNING usage.created_at, usage.correlation_id, usage.pattern_id, usage.success, usage.quality_score,
      (usage.amendments -> -1 ->> 'outcome' <> 'unknown')::int AS was_known,
      (usage.amendments -> -1 ->> 'outcome' IN ('success', 'partial_success'))::int AS was_success
  ), ${invalidate('amended', '$9')}, ${noteCoUsage('amended', `${IS_KNOWN} - was_known`, `${IS_SUCCESS} - was_success`)}
  SELECT pg_current_xact_id()::text AS transaction, ${IS_KNOWN} - was_known AS known,
    ${IS_SUCCESS} - was_success AS successes, CASE WHEN success IS NOT NULL THEN quality_score END AS quality
  FROM amended`;

/** Feedback on usages that are stored already. */
export class FeedbackRepository {
  private readonly edge: RetentionEdge;

  constructor(
    private readonly store: DataSource,
    private readonly retention: Retention,
  ) {
    this.edge = new RetentionEdge(retention);
  }

  /**
   * Amends the usage that the feedback names by its execution or correlation; resolves once that is
   * committed.
   * @returns undefined where there is none, so that the feedback is a usage of its own.
   * @throws StoreUnavailableError
   */
  async amend(amendment: Amendment): Promise<Amended | undefined> {
    const { feedbackId, patternId, correlationId, details } = amendment;
    const createdAt = new Date(amendment.createdAt);
    return this.inTransaction(async (transaction) => {
      const [own] = await transaction.query<UsageKey[]>(FIND_OWN, [createdAt, feedbackId]);
      if (own) return { usageId: own.id, createdAt: own.created_at, duplicate: true };
      const keys = [patternId, details.execution_id, correlationId, feedbackId];
      const [target] = await transaction.query<UsageKey[]>(FIND_TARGET, keys);
      if (!target) return undefined;
      const { outcome, qualityScore } = amendment;
      const [row] = await transaction.query<AmendedRow[]>(AMEND, [
        target.created_at,
        target.id,
        outcome,
        outcome && isSuccess(outcome),
        qualityScore,
        writeJson(details),
        details.issues,
        feedbackId,
        `${this.retention.minute} milliseconds`,
        filledIn(amendment.usage),
      ]);
      const amended = { usageId: target.id, createdAt: target.created_at, duplicate: !row };
      if (!row) return amended;
      await this.changeRollups(transaction, { patternId, createdAt: target.created_at.getTime() });
      return { ...amended, change: { ...row, transaction: Number(row.transaction) } };
    });
  }

  /** The invalidation that an amendment leaves is worked off only where the bucket can still be refreshed. */
  private async changeRollups(transaction: EntityManager, usage: ChangedUsage): Promise<void> {
    if (this.retention.raw === undefined) return;
    await this.edge.recompute(transaction, [usage], await this.edge.cutoff(transaction));
  }

  /** A refresh at the same time can deadlock with it. */
  private inTransaction<T>(work: (transaction: EntityManager) => Promise<T>): Promise<T> {
    return onStore(() => retryDeadlock(() => this.store.transaction(work)));
  }
}
