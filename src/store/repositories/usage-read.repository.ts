import type { DataSource } from 'typeorm';
import type { Retention } from '../../config/config.js';
import { DAY_MS, formatTime } from '../../common/time-range.js';
import { DroppedDetailError } from '../../common/tracker-error.js';
import { type DroppedDetail, droppedDetail } from '../dropped-detail.js';
import { instant } from '../instant.js';
import { ceilToBucket, floorToBucket } from '../rollup-level.js';
import { planSources } from '../rollup.plan.js';
import { rollupStateSql, toRollupState, type RollupStateRow } from '../rollup-state.sql.js';
import { onStore } from '../store-error.js';
import { TooManyRowsError } from '../too-many-rows-error.js';
import type { MeasureName } from '../usage-measures.js';
import { usageQuerySql } from '../usage-query.sql.js';
import { sourceOf, type UsageQuestion } from '../usage-question.js';
import { countRows, type ListedUsageRow, readUsageRows, type UsageAnswer } from '../usage-rows.js';

/** Reads usages from whatever answers exactly at the least cost. */
export class UsageReadRepository {
  constructor(
    private readonly store: DataSource,
    private readonly retention: Retention,
  ) {}

  /**
   * The state of the rollups is read before the data. Whatever is committed in between can only
   * make the plan read a usage from a finer place than it would have to, never twice or not at all.
   * @returns answers that have usages, by pattern and then by slice.
   * @throws StoreUnavailableError; DroppedDetailError where usages are known that would have to be read
   * and were dropped; TooManyRowsError where there is more than the question wants to know.
   */
  async aggregate<M extends MeasureName>(question: UsageQuestion<M>): Promise<UsageAnswer<M>[]> {
    const { slices, keys = ['pattern'], filter = {} } = question;
    return onStore(async () => {
      const [row] = await this.store.query<RollupStateRow[]>(rollupStateSql.text);
      const state = toRollupState(row!, row!.now - this.retention.minute + DAY_MS);
      const { levels } = sourceOf(keys, filter);
      const plan = planSources(slices, state, levels);
      if (plan.length === 0) return [];
      await this.refuseDropped(
        droppedDetail(plan, slices, this.retention, row!.now, levels.length === 0),
        filter.patternIds,
      );
      const statement = usageQuerySql(question, plan);
      const rows = await this.store.query<ListedUsageRow[]>(statement.text, [...statement.values]);
      if (question.most !== undefined && countRows(rows, question.measures[0]!) > question.most)
        throw new TooManyRowsError(question.most);
      return readUsageRows(rows, question.measures, statement.keys);
    });
  }

  /** @throws DroppedDetailError where a coarser rollup knows usages of that time. */
  private async refuseDropped(
    dropped: DroppedDetail | undefined,
    patternIds: readonly string[] | undefined,
  ): Promise<void> {
    if (!dropped) return;
    const { from, to } = dropped.range;
    const [row] = await this.store.query<{ known: boolean }[]>(
      `SELECT EXISTS (
         SELECT FROM usage_week WHERE bucket >= $1 AND bucket < $2
           AND ($3::uuid[] IS NULL OR pattern_id = ANY($3::uuid[]))
       ) AS known`,
      [instant(Number.isFinite(from) ? floorToBucket(from, 'week') : from), instant(to), patternIds ?? null],
    );
    if (!row!.known) return;
    const what = { usage: 'Usages', hour: 'Hours of rollups', day: 'Days of rollups' }[dropped.source];
    throw new DroppedDetailError(
      `${what} before ${formatTime(ceilToBucket(dropped.keptFrom, 'hour'))} were dropped, and only they could answer this: ask from there on, or without what needs them (a context, buckets of a time zone that are no whole hours of UTC).`,
    );
  }
}
