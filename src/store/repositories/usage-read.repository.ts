import type { DataSource } from 'typeorm';
import type { Retention } from '../../config/config.js';
import { DAY_MS, formatTime } from '../../common/time-range.js';
import { DroppedDetailError } from '../../common/tracker-error.js';
import { type DroppedDetail, droppedDetail } from '../dropped-detail.js';
import { instant } from '../instant.js';
import { ceilToBucket, floorToBucket } from '../rollup-level.js';
import { planSources, type SourcePlan } from '../rollup.plan.js';
import { rollupStateSql, toRollupState, type RollupStateRow } from '../rollup-state.sql.js';
import { onStore } from '../store-error.js';
import { TooManyRowsError } from '../too-many-rows-error.js';
import type { MeasureName } from '../usage-measures.js';
import { mostUsedSql, usageQuerySql } from '../usage-query.sql.js';
import { type MostUsedQuestions, sourceOf, type UsageQuestion } from '../usage-question.js';
import { countRows, type ListedUsageRow, readUsageRows, type UsageAnswer } from '../usage-rows.js';

/** The first of the patterns that a question is about, and all of them. */
export interface MostUsed<M extends MeasureName> {
  /** How many have usages. */
  readonly patterns: number;
  /** Of those with the most usages, in no order; among equals the ones with the lowest ids. */
  readonly first: UsageAnswer<M>[];
  /** Of all patterns together, by slice. */
  readonly all: UsageAnswer<M>[];
}

type MostUsedRow = ListedUsageRow & { readonly patterns: number };

const refuseTooMany = <M extends MeasureName>(
  rows: readonly ListedUsageRow[],
  { most, measures }: Pick<UsageQuestion<M>, 'most' | 'measures'>,
): void => {
  if (most !== undefined && countRows(rows, measures[0]!) > most) throw new TooManyRowsError(most);
};

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
    return onStore(async () => {
      const planned = await this.planner();
      const plan = await planned(question);
      if (plan.length === 0) return [];
      const statement = usageQuerySql(question, plan);
      const rows = await this.store.query<ListedUsageRow[]>(statement.text, [...statement.values]);
      refuseTooMany(rows, question);
      return readUsageRows(rows, question.measures, statement.keys);
    });
  }

  /**
   * The most used patterns and all patterns together, of one moment, without reading what each of the
   * others did in each slice.
   * @param question by pattern; its slices follow each other without a gap.
   * @param first how many patterns.
   * @throws as `aggregate`.
   */
  async mostUsed<M extends MeasureName>(
    question: Omit<UsageQuestion<M>, 'keys' | 'contextKey'>,
    first: number,
  ): Promise<MostUsed<M>> {
    const { slices, measures, filter } = question;
    return onStore(async () => {
      const [from, to] = [slices[0], slices.at(-1)];
      if (!from || !to) return { patterns: 0, first: [], all: [] };
      const questions: MostUsedQuestions<M> = {
        ranking: { slices: [{ from: from.from, to: to.to }], measures: ['usages'], filter },
        patterns: question,
        all: { ...question, keys: [], most: undefined },
      };
      const planned = await this.planner();
      const plans = {
        ranking: await planned(questions.ranking),
        patterns: await planned(questions.patterns),
        all: await planned(questions.all),
      };
      if (plans.ranking.length === 0) return { patterns: 0, first: [], all: [] };
      const statement = mostUsedSql(questions, plans, first);
      const rows = await this.store.query<MostUsedRow[]>(statement.text, [...statement.values]);
      const ofAll = rows.filter(({ pattern_id }) => pattern_id === null);
      const shown = rows.filter(({ pattern_id }) => pattern_id !== null);
      refuseTooMany(shown, question);
      return {
        patterns: rows[0]!.patterns,
        first: readUsageRows(shown, measures, []),
        all: readUsageRows(ofAll, measures, []),
      };
    });
  }

  /**
   * Plans questions by one state of the rollups.
   * @throws DroppedDetailError
   */
  private async planner(): Promise<
    <M extends MeasureName>(question: UsageQuestion<M>) => Promise<SourcePlan[]>
  > {
    const [row] = await this.store.query<RollupStateRow[]>(rollupStateSql.text);
    const state = toRollupState(row!, row!.now - this.retention.minute + DAY_MS);
    return async ({ slices, keys = ['pattern'], filter = {} }) => {
      const { levels } = sourceOf(keys, filter);
      const plan = planSources(slices, state, levels);
      await this.refuseDropped(
        droppedDetail(plan, slices, this.retention, row!.now, levels.length === 0),
        filter.patternIds,
      );
      return plan;
    };
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
