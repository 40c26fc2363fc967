import type { DataSource, EntityManager } from 'typeorm';
import type { TimeRange } from '../../common/time-range.js';
import type { Retention } from '../../config/config.js';
import {
  CORRELATION_BATCH,
  CORRELATION_LEFT,
  CORRELATION_NEXT,
  ERASE_ASSESSMENT,
  ERASE_BY_KEY,
  ERASE_CALLS_OF_CORRELATION,
  ERASE_CALLS_OF_PATTERN,
  ERASE_CO_USAGE_OF_CORRELATION,
  ERASE_CO_USAGE_OF_PATTERN,
  ERASE_COUNTERS_OF_PATTERN,
  ERASE_OF_PATTERN,
  PATTERN_BATCH,
  PATTERN_NEXT,
} from './erasure.sql.js';
import { RetentionEdge } from '../retention/retention-edge.js';
import { retryDeadlock } from '../connection/retry-deadlock.js';
import { RollupEdit } from '../rollups/rollup-edit.js';
import { bucketWidth, floorToBucket } from '../rollups/rollup-level.js';
import { onStore } from '../connection/store-error.js';
import { withoutTimeout } from '../connection/without-timeout.js';

/** Usages that are erased in one transaction, at the most, but for those of the same millisecond. */
const BATCH = 5000;

/** Weeks that are worked on at a time: more where fewer usages than this were in the ones before. */
const MIN_WEEKS = 4;
const MAX_WEEKS = 104;
const FEW = 500;

/** A usage that is to be erased. */
export interface UsageRow {
  readonly id: string;
  readonly pattern_id: string;
  readonly created_at: Date;
}

/** What was erased of a correlation. */
export interface ErasedCorrelation {
  readonly deleted: number;
  readonly patternIds: readonly string[];
}

/**
 * Erases usages from everything that holds or counts them. Each batch is one transaction: its usages
 * go, their patterns' rows go from the rollups, and the buckets they were in are invalidated, so
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
    await onStore(() => this.store.query(ERASE_CALLS_OF_PATTERN, [patternId]));
    await onStore(() => this.store.query(ERASE_COUNTERS_OF_PATTERN, [patternId]));
    let deleted = 0;
    let spans = 0;
    await this.eachSpan(PATTERN_NEXT, patternId, async (weeks) => {
      spans += 1;
      const before = deleted;
      for (let isDone = false; !isDone;) {
        const batch = await this.inBatch((transaction) =>
          this.erasePatternWithin(transaction, patternId, weeks),
        );
        deleted += batch;
        isDone = batch < BATCH;
      }
      return deleted - before;
    });
    if (spans === 0) return { deleted, wasFound: false };
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
    await onStore(() => this.store.query(ERASE_CALLS_OF_CORRELATION, [correlationId]));
    const patternIds = new Set<string>();
    let deleted = 0;
    await this.eachSpan(CORRELATION_NEXT, correlationId, async (weeks) => {
      const before = deleted;
      for (let isDone = false; !isDone;) {
        const batch = await this.inBatch((transaction) =>
          this.eraseCorrelationWithin(transaction, correlationId, weeks),
        );
        for (const { pattern_id } of batch) patternIds.add(pattern_id);
        deleted += batch.length;
        isDone = batch.length < BATCH;
      }
      return deleted - before;
    });
    await this.eraseCoUsage(correlationId);
    // What is left of these patterns is assessed anew by the job.
    await onStore(() => this.store.query(ERASE_ASSESSMENT, [[...patternIds]]));
    return { deleted, patternIds: [...patternIds] };
  }

  /**
   * Works through the spans of weeks, on the buckets of every level, that have something to erase. Where
   * there is little in one, the next is twice as long.
   * @param erase answers how many usages it erased.
   */
  private async eachSpan(
    next: string,
    id: string,
    erase: (weeks: TimeRange) => Promise<number>,
  ): Promise<void> {
    let weeks = MIN_WEEKS;
    for (let from: Date | '-infinity' = '-infinity'; ;) {
      const after: unknown[] = [id, from];
      const [row] = await onStore(() => this.store.query<{ next: Date | null }[]>(next, after));
      if (!row?.next) return;
      const start = floorToBucket(row.next.getTime(), 'week');
      const end = start + weeks * bucketWidth('week');
      const erased = await erase({ from: start, to: end });
      weeks = erased < FEW ? Math.min(2 * weeks, MAX_WEEKS) : MIN_WEEKS;
      from = new Date(end);
    }
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
    await this.eraseRows(transaction, rows, cutoff);
    return rows;
  }

  /** Erases single usages within a transaction of somebody else's. */
  async eraseUsages(transaction: EntityManager, usages: readonly UsageRow[]): Promise<void> {
    await transaction.query('SET LOCAL timescaledb.max_tuples_decompressed_per_dml_transaction = 0');
    const rows = [...usages].sort((a, b) => a.created_at.getTime() - b.created_at.getTime());
    await this.eraseRows(transaction, rows, await this.edge.cutoff(transaction));
  }

  /** @param rows by their times. */
  private async eraseRows(
    transaction: EntityManager,
    rows: readonly UsageRow[],
    cutoff: number,
  ): Promise<void> {
    if (rows.length === 0) return;
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
  }

  private get minutesKept(): string {
    return `${this.retention.minute} milliseconds`;
  }
}

const instant = (ms: number): Date | string => (Number.isFinite(ms) ? new Date(ms) : 'infinity');
