import type { DataSource } from 'typeorm';
import { DAY_MS } from '../../common/time-range.js';
import { planSources } from '../rollup.plan.js';
import { rollupStateSql, toRollupState, type RollupStateRow } from '../rollup-state.sql.js';
import { onStore } from '../store-error.js';
import type { MeasureName } from '../usage-measures.js';
import { usageQuerySql } from '../usage-query.sql.js';
import { sourceOf, type UsageQuestion } from '../usage-question.js';
import { type ListedUsageRow, readUsageRows, type UsageAnswer } from '../usage-rows.js';

/** Reads usages from whatever answers exactly at the least cost. */
export class UsageReadRepository {
  constructor(
    private readonly store: DataSource,
    private readonly minuteRetentionMs: number,
  ) {}

  /**
   * The state of the rollups is read before the data. Whatever is committed in between can only
   * make the plan read a usage from a finer place than it would have to, never twice or not at all.
   * @returns answers that have usages, by pattern and then by slice.
   * @throws StoreUnavailableError
   */
  async aggregate<M extends MeasureName>(question: UsageQuestion<M>): Promise<UsageAnswer<M>[]> {
    const { slices, keys = ['pattern'], filter = {} } = question;
    return onStore(async () => {
      const [row] = await this.store.query<RollupStateRow[]>(rollupStateSql.text);
      const state = toRollupState(row!, row!.now - this.minuteRetentionMs + DAY_MS);
      const plan = planSources(slices, state, sourceOf(keys, filter).levels);
      if (plan.length === 0) return [];
      const statement = usageQuerySql(question, plan);
      const rows = await this.store.query<ListedUsageRow[]>(statement.text, [...statement.values]);
      return readUsageRows(rows, question.measures, statement.keys);
    });
  }
}
