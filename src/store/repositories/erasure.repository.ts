import type { DataSource, EntityManager } from 'typeorm';
import type { TimeRange } from '../../common/time-range.js';
import type { Retention } from '../../config/config.js';
import {
  CORRELATION_BATCH,
  CORRELATION_LEFT,
  ERASE_ASSESSMENT,
  ERASE_BY_KEY,
  ERASE_CO_USAGE_OF_CORRELATION,
  ERASE_CO_USAGE_OF_PATTERN,
  ERASE_OF_PATTERN,
  PATTERN_BATCH,
  PATTERN_SPAN,
} from '../erasure.sql.js';
import { RetentionEdge } from '../retention-edge.js';
import { retryDeadlock } from '../retry-deadlock.js';
import { RollupEdit } from '../rollup-edit.js';
import { bucketWidth, floorToBucket } from '../rollup-level.js';
import { onStore } from '../store-error.js';
import { withoutTimeout } from '../without-timeout.js';

/** Usages that are erased in one transaction, at the most, but for those of the same millisecond. */
const BATCH = 5000;

/** Weeks that are worked on at a time. */
const PATTERN_WEEKS = 4;
const CORRELATION_WEEKS = 26;

interface UsageRow {
  readonly id: string;
  readonly pattern_id: string;
  readonly created_at: Date;
}

/** What was erased of a correlation. */
export interface ErasedCorrelation {
  readonly deleted: number;
  readonly patternIds: readonly string[];
}

const weeksOf = ({ from, to }: TimeRange, weeks: number): TimeRange[] => {
  const step = weeks * bucketWidth('week');
  const ranges: TimeRange[] = [];
  for (let start = floorToBucket(from, 'week'); start < to; start += step) {
    ranges.push({ from: start, to: start + step });
  }
  return ranges;
};

/**
 * Erases usages from everything that holds or counts them. Each batch is one transaction: its usages
 * go, their patterns' rows go from the rollups, and the buckets they were in are noted as stale, so
 * that answers read around them until they are refreshed. Buckets whose usages retention has dropped
 * or may drop at any moment cannot be refreshed; they are edited in the same transaction. What was
 * begun and failed is finished by doing it again.
 */
export class ErasureRepository {
  private readonly edge: RetentionEdge;

  constructor(
    private readonly store: DataSource,
    private readonly retention: Retention,
  ) {
    this.edge = new RetentionEdge(retention);
  }

  /**
   * Erases all of a pattern's usages.
   * @returns how many were still kept one by one, and whether even a rollup knew any.
   * @throws StoreUnavailableError
   */
  async erasePattern(patternId: string): Promise<{ deleted: number; wasFound: boolean }> {
    const [span] = await onStore(() =>
      this.store.query<{ first: Date | null; last: Date | null }[]>(PATTERN_SPAN, [patternId]),
    );
    if (!span?.first || !span.last) return { deleted: 0, wasFound: false };
    let deleted = 0;
    const range = { from: span.first.getTime(), to: span.last.getTime() + 1 };
    for (const weeks of weeksOf(range, PATTERN_WEEKS)) {
      for (let isDone = false; !isDone;) {
        const batch = await this.inBatch((transaction) =>
          this.erasePatternWithin(transaction, patternId, weeks),
        );
        deleted += batch;
        isDone = batch < BATCH;
      }
    }
    await onStore(() => this.store.query(ERASE_CO_USAGE_OF_PATTERN, [patternId]));
    await onStore(() => this.store.query(ERASE_ASSESSMENT, [[patternId]]));
    return { deleted, wasFound: true };
  }

  /**
   * Erases the usages under a correlation, and what is counted of it as a correlation. In the rollups
   * those that retention dropped cannot be told from the others any more.
   * @throws StoreUnavailableError
   */
  async eraseCorrelation(correlationId: string): Promise<ErasedCorrelation> {
    const [span] = await onStore(() =>
      this.store.query<{ first: Date | null; last: Date | null }[]>(
        'SELECT min(created_at) AS first, max(created_at) AS last FROM pattern_feedback',
      ),
    );
    const patternIds = new Set<string>();
    let deleted = 0;
    const range = { from: span?.first?.getTime() ?? 0, to: (span?.last?.getTime() ?? -1) + 1 };
    for (const weeks of weeksOf(range, CORRELATION_WEEKS)) {
      for (let isDone = false; !isDone;) {
        const batch = await this.inBatch((transaction) =>
          this.eraseCorrelationWithin(transaction, correlationId, weeks),
        );
        for (const { pattern_id } of batch) patternIds.add(pattern_id);
        deleted += batch.length;
        isDone = batch.length < BATCH;
      }
    }
    await this.eraseCoUsage(correlationId);
    // What is left of these patterns is assessed anew by the job.
    await onStore(() => this.store.query(ERASE_ASSESSMENT, [[...patternIds]]));
    return { deleted, patternIds: [...patternIds] };
  }

  /** Usages that are there, as of one that came in meanwhile, are looked for only where some may be missing. */
  private async eraseCoUsage(correlationId: string): Promise<void> {
    const left = await onStore(() => this.store.query<unknown[]>(CORRELATION_LEFT, [correlationId]));
    if (left.length === 0) return;
    await onStore(() =>
      withoutTimeout(this.store, (runner) => runner.query(ERASE_CO_USAGE_OF_CORRELATION, [correlationId])),
    );
  }

  /** A refresh at the same time can deadlock with it. */
  private inBatch<T>(work: (transaction: EntityManager) => Promise<T>): Promise<T> {
    return onStore(() =>
      retryDeadlock(() =>
        this.store.transaction(async (transaction) => {
          await transaction.query('SET LOCAL timescaledb.max_tuples_decompressed_per_dml_transaction = 0');
          return work(transaction);
        }),
      ),
    );
  }

  /**
   * The rollups come first: a usage that is materialised meanwhile was then committed before the usages
   * are deleted, and is deleted with them, or stays in both.
   */
  private async erasePatternWithin(
    transaction: EntityManager,
    patternId: string,
    weeks: TimeRange,
  ): Promise<number> {
    const cutoff = await this.edge.cutoff(transaction);
    const edit = await RollupEdit.within(transaction);
    await this.edge.sumUpTotals(edit, await edit.removePattern(patternId, weeks), cutoff);
    const from = new Date(weeks.from);
    const [batch] = await transaction.query<{ last: Date | null }[]>(PATTERN_BATCH, [
      patternId,
      from,
      new Date(weeks.to),
      BATCH,
    ]);
    if (!batch?.last) return 0;
    const [erased] = await transaction.query<{ deleted: number }[]>(ERASE_OF_PATTERN, [
      patternId,
      from,
      batch.last,
      instant(cutoff),
      this.minutesKept,
    ]);
    return erased!.deleted;
  }

  private async eraseCorrelationWithin(
    transaction: EntityManager,
    correlationId: string,
    weeks: TimeRange,
  ): Promise<UsageRow[]> {
    const cutoff = await this.edge.cutoff(transaction);
    const rows = await transaction.query<UsageRow[]>(CORRELATION_BATCH, [
      correlationId,
      new Date(weeks.from),
      new Date(weeks.to),
      BATCH,
    ]);
    if (rows.length === 0) return [];
    await transaction.query(ERASE_BY_KEY, [
      rows.map(({ created_at }) => created_at),
      rows.map(({ id }) => id),
      [...new Set(rows.map(({ pattern_id }) => pattern_id))],
      rows[0]!.created_at,
      rows.at(-1)!.created_at,
      instant(cutoff),
      this.minutesKept,
    ]);
    const changed = rows.map(({ pattern_id, created_at }) => ({
      patternId: pattern_id,
      createdAt: created_at.getTime(),
    }));
    await this.edge.recompute(transaction, changed, cutoff);
    return rows;
  }

  private get minutesKept(): string {
    return `${this.retention.minute} milliseconds`;
  }
}

const instant = (ms: number): Date | string => (Number.isFinite(ms) ? new Date(ms) : 'infinity');
