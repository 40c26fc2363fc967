import type { EntityManager } from 'typeorm';
import { DAY_MS } from '../../common/time-range.js';
import type { Retention } from '../../config/config.js';
import { RollupEdit } from '../rollups/rollup-edit.js';
import { ceilToBucket, floorToBucket } from '../rollups/rollup-level.js';
import { AGGREGATED_LEVELS, type AggregatedLevel, rollupsOf } from '../rollups/catalogue.js';

/** Levels that also hold all patterns together. */
const TOTALS = AGGREGATED_LEVELS.filter((level) => rollupsOf(level).some(({ isTotal }) => isTotal));

/** Where a usage is, of those that were changed. */
export interface ChangedUsage {
  readonly patternId: string;
  /** Milliseconds since 1970 UTC. */
  readonly createdAt: number;
}

/**
 * Where refreshing ends: buckets whose usages retention has dropped or may drop at any moment are not
 * refreshed any more. Who changes usages in them edits the rollups in the same transaction.
 */
export class RetentionEdge {
  constructor(private readonly retention: Retention) {}

  /**
   * Before this (milliseconds), buckets are edited; from there on they can be refreshed from their usages,
   * and can so for a day at least.
   */
  async cutoff(transaction: EntityManager): Promise<number> {
    const [row] = await transaction.query<{ oldest: Date | null }[]>(
      'SELECT min(created_at) AS oldest FROM pattern_feedback',
    );
    const oldest = row?.oldest ? floorToBucket(row.oldest.getTime(), 'hour') : Infinity;
    const { raw } = this.retention;
    if (raw === undefined) return oldest;
    const kept = ceilToBucket((await this.now(transaction)) - raw, 'day') + DAY_MS;
    return Math.max(oldest, kept);
  }

  /** Computes the rollups' rows of the usages before the cutoff anew, from the usages as they are now. */
  async recompute(
    transaction: EntityManager,
    usages: readonly ChangedUsage[],
    cutoff: number,
  ): Promise<void> {
    const old = usages.filter(({ createdAt }) => createdAt < cutoff);
    if (old.length === 0) return;
    await transaction.query('SET LOCAL timescaledb.max_tuples_decompressed_per_dml_transaction = 0');
    const edit = await RollupEdit.within(transaction);
    const now = await this.now(transaction);
    const daysFrom = this.retention.day === undefined ? -Infinity : now - this.retention.day;
    const rows = old.map(({ patternId, createdAt }) => ({ patternId, bucket: createdAt }));
    await this.sumUpTotals(edit, await edit.recompute(rows, daysFrom), cutoff);
  }

  /** Makes the totals of these buckets, as far as they lie before the cutoff, the sum of their patterns. */
  async sumUpTotals(
    edit: RollupEdit,
    changed: { readonly get: (level: AggregatedLevel) => readonly number[] | undefined },
    cutoff: number,
  ): Promise<void> {
    for (const level of TOTALS) {
      await edit.sumUpTotals(
        level,
        changed.get(level)!.filter((bucket) => bucket < cutoff),
      );
    }
  }

  private async now(transaction: EntityManager): Promise<number> {
    const [row] = await transaction.query<{ now: Date }[]>('SELECT clock_timestamp() AS now');
    return row!.now.getTime();
  }
}
