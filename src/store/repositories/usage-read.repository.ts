import type { DataSource } from 'typeorm';
import type { Granularity, TimeRange } from '../../common/time-range.js';
import { DAY_MS } from '../../common/time-range.js';
import { planSegments } from '../rollup.plan.js';
import { rollupStateSql, toRollupState, type RollupStateRow } from '../rollup-state.sql.js';
import { onStore } from '../store-error.js';
import type { MeasureName } from '../usage-measures.js';
import { usageQuerySql } from '../usage-query.sql.js';
import { type ListedUsageRow, readUsageRows, type UsageAnswer } from '../usage-rows.js';

/** A question about usages: measures per pattern, for each slice of time. */
export interface UsageQuestion<M extends MeasureName> {
  readonly slices: readonly TimeRange[];
  readonly measures: readonly M[];
  /** Per bucket of this width; for the whole slice where it is undefined. */
  readonly granularity?: Granularity;
  readonly patternId?: string;
}

/** Reads usages from whatever answers exactly at the least cost. */
export class UsageReadRepository {
  constructor(
    private readonly store: DataSource,
    private readonly minuteRetentionMs: number,
  ) {}

  /**
   * The state of the rollups is read before the data. Whatever is committed in between can only
   * make the plan read a usage from a finer place than it would have to, never twice or not at all.
   */
  async aggregate<M extends MeasureName>(question: UsageQuestion<M>): Promise<UsageAnswer<M>[]> {
    return onStore(async () => {
      const [row] = await this.store.query<RollupStateRow[]>(rollupStateSql.text);
      const state = toRollupState(row!, row!.now - this.minuteRetentionMs + DAY_MS);
      const slices = question.slices.map((slice) => ({
        segments: planSegments(slice, state, question.granularity ?? 'week'),
      }));
      if (slices.every(({ segments }) => segments.length === 0)) return [];
      const { measures, granularity, patternId } = question;
      const { text, values } = usageQuerySql({ measures, granularity, patternId, slices });
      return readUsageRows(await this.store.query<ListedUsageRow[]>(text, [...values]), measures);
    });
  }
}
