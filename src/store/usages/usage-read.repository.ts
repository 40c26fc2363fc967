import type { Retention } from '../../config/config.js';
import { droppedDetail, refuseDropped } from './dropped-detail.js';
import { CUT_HOURS } from '../rollups/dimension.sql.js';
import { questionCost } from './question-cost.js';
import { type KnownState, planSources, type SourcePlan, stateOfDimension } from '../rollups/rollup.plan.js';
import {
  hoursTrustedFrom,
  rollupStateSql,
  toRollupState,
  type RollupStateRow,
} from '../rollups/rollup-state.sql.js';
import { slicePlan } from './slice-plan.js';
import { onStore } from '../connection/store-error.js';
import { TooManyRowsError } from './too-many-rows-error.js';
import { unknownQuestion, withUnknowns } from './unknown-usages.js';
import type { TrackerDataSource } from '../connection/tracker-data-source.js';
import { currentWork } from '../connection/turns/store-work.js';
import type { MeasureName } from '../rollups/usage-measures.js';
import { mostUsedSql, usageQuerySql } from './usage-query.sql.js';
import {
  costFilter,
  dimensionsOf,
  isOfCosts,
  type MostUsedQuestions,
  rollupsFor,
  type UsageFilter,
  type UsageQuestion,
} from './usage-question.js';
import {
  countRows,
  type ListedUsageRow,
  readUsageRows,
  UsageAnswers,
  type UsageAnswer,
} from './usage-rows.js';
import { StoreSizeRepository } from './store-size.repository.js';

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
  { maxRows, measures }: Pick<UsageQuestion<M>, 'maxRows' | 'measures'>,
): void => {
  if (maxRows !== undefined && countRows(rows, measures[0]!) > maxRows) throw new TooManyRowsError(maxRows);
};

/** Whether there is a time of which only the usages know a dimension. */
const isBuiltInPart = ({ dimensions }: KnownState, dimension: string | undefined): boolean =>
  dimension !== undefined && (dimensions.get(dimension)?.from ?? Infinity) > -Infinity;

/**
 * Reads usages from whatever answers exactly at the least cost. A question that reads much is cut into
 * several statements, one after the other, so that whoever wants the store gets a turn in between; few
 * of them are worked on at a time, so that what they have read takes a bounded amount of memory.
 */
export class UsageReadRepository {
  private readonly sizes: StoreSizeRepository;

  constructor(
    private readonly store: TrackerDataSource,
    private readonly retention: Retention,
  ) {
    this.sizes = new StoreSizeRepository(store);
  }

  /** About how many patterns there are, never much less. */
  async aboutPatterns(): Promise<number> {
    return (await onStore(() => this.sizes.size())).patterns;
  }

  /**
   * The state of the rollups is read before the data. Whatever is committed in between can only
   * make the plan read a usage from a finer place than it would have to, never twice or not at all. That
   * holds however many statements read it, as each reads times of its own, the finest sources first:
   * minutes are dropped long after coarser rollups hold what is in them.
   * @returns answers that have usages, by pattern and then by slice.
   * @throws StoreUnavailableError, TooManyQuestionsError; DroppedDetailError where usages are known that would have to be read
   * and were dropped; TooManyRowsError where there is more than the question wants to know.
   */
  async aggregate<M extends MeasureName>(question: UsageQuestion<M>): Promise<UsageAnswer<M>[]> {
    if (isOfCosts(question)) return this.ask({ ...question, filter: costFilter(question.filter ?? {}) });
    const unknown = unknownQuestion(question);
    const known = question.filter?.unknown === 'only' ? [] : await this.ask(question);
    return unknown ? withUnknowns(known, await this.ask(unknown), question) : known;
  }

  /**
   * The most used patterns and all patterns together, of one moment unless it takes several statements
   * (then all together are read last, and hold whatever the patterns do), without reading what each of the
   * others did in each slice.
   * @param question by pattern; its slices follow each other without a gap.
   * @param first how many patterns.
   * @throws as `aggregate`.
   */
  async mostUsed<M extends MeasureName>(
    question: Omit<UsageQuestion<M>, 'keys' | 'dimension'>,
    first: number,
  ): Promise<MostUsed<M>> {
    const { slices, measures, filter } = question;
    if (filter?.unknown) return this.mostUsedWithUnknown(question, first);
    return onStore(async () => {
      const [from, to] = [slices[0], slices.at(-1)];
      if (!from || !to) return { patterns: 0, first: [], all: [] };
      const questions: MostUsedQuestions<M> = {
        ranking: { slices: [{ from: from.from, to: to.to }], measures: ['usages'], filter },
        patterns: question,
        all: { ...question, keys: [], maxRows: undefined },
      };
      const planned = await this.planner();
      const plans = {
        ranking: await planned(questions.ranking),
        patterns: await planned(questions.patterns),
        all: await planned(questions.all),
      };
      if (plans.ranking.length === 0) return { patterns: 0, first: [], all: [] };
      const parts = {
        ranking: await this.slicesOf(questions.ranking, plans.ranking),
        all: await this.slicesOf(questions.all, plans.all),
      };
      if (parts.ranking.length > 1 || parts.all.length > 1) {
        const ranking = await this.read(questions.ranking, parts.ranking);
        ranking.sort((a, b) => b.usages! - a.usages! || (a.pattern_id < b.pattern_id ? -1 : 1));
        const patternIds = ranking.slice(0, first).map(({ pattern_id }) => pattern_id);
        const shown = { ...question, filter: { ...filter, patternIds } };
        return {
          patterns: ranking.length,
          first:
            patternIds.length === 0 ? [] : await this.read(shown, await this.slicesOf(shown, plans.patterns)),
          // At last, so that it holds whatever the patterns do.
          all: await this.read(questions.all, parts.all),
        };
      }
      const statement = mostUsedSql(questions, plans, first);
      const rows = await this.store.query<MostUsedRow[]>(statement.text, [...statement.values]);
      const ofAll = rows.filter(({ pattern_id }) => pattern_id === null);
      const shown = rows.filter(({ pattern_id }) => pattern_id !== null);
      refuseTooMany(shown, question);
      return {
        patterns: rows[0]!.patterns,
        first: await readUsageRows(shown, measures, []),
        all: await readUsageRows(ofAll, measures, []),
      };
    });
  }

  /** The same where usages of unknown outcome count as well; several statements. */
  private async mostUsedWithUnknown<M extends MeasureName>(
    question: Omit<UsageQuestion<M>, 'keys' | 'dimension'>,
    first: number,
  ): Promise<MostUsed<M>> {
    const { slices, filter } = question;
    const [from, to] = [slices[0], slices.at(-1)];
    if (!from || !to) return { patterns: 0, first: [], all: [] };
    const ranking = await this.aggregate({
      slices: [{ from: from.from, to: to.to }],
      measures: ['usages'],
      filter,
    });
    const used = ({ usages, unknowns = 0 }: UsageAnswer<'usages'>): number => usages! + unknowns;
    ranking.sort((a, b) => used(b) - used(a) || (a.pattern_id < b.pattern_id ? -1 : 1));
    const patternIds = ranking.slice(0, first).map(({ pattern_id }) => pattern_id);
    const shown = { ...question, filter: { ...filter, patternIds } };
    return {
      patterns: ranking.length,
      first: patternIds.length === 0 ? [] : await this.aggregate(shown),
      all: await this.aggregate({ ...question, keys: [], maxRows: undefined }),
    };
  }

  private ask<M extends MeasureName>(question: UsageQuestion<M>): Promise<UsageAnswer<M>[]> {
    return onStore(async () => {
      const planned = await this.planner();
      const plan = await planned(question);
      return this.read(question, await this.slicesOf(question, plan));
    });
  }

  /** The plan's parts, each for a statement of its own. */
  private async slicesOf<M extends MeasureName>(
    question: UsageQuestion<M>,
    plan: readonly SourcePlan[],
  ): Promise<(readonly SourcePlan[])[]> {
    if (plan.length === 0) return [];
    const { sliceRows } = this.store.capabilities;
    return slicePlan(plan, questionCost(question, await this.sizes.size()), sliceRows);
  }

  private async read<M extends MeasureName>(
    question: UsageQuestion<M>,
    slices: readonly (readonly SourcePlan[])[],
  ): Promise<UsageAnswer<M>[]> {
    const { keys = ['pattern'], measures, maxRows } = question;
    const answers = new UsageAnswers(
      measures,
      keys.filter((key) => key !== 'pattern'),
    );
    const work = currentWork();
    // Jobs and exports are few as it is.
    if (slices.length > 1 && work.kind === 'question')
      await work.takeRoom(() => this.store.sliced.take(work.signal));
    for (const [at, plan] of slices.entries()) {
      const { text, values } = usageQuerySql(question, plan);
      const rows = await this.store.query<ListedUsageRow[]>(text, [...values]);
      refuseTooMany(rows, question);
      await answers.add(rows, at === slices.length - 1);
      if (maxRows !== undefined && answers.size > maxRows) throw new TooManyRowsError(maxRows);
    }
    return answers.inOrder();
  }

  /**
   * Plans questions by one state of the rollups.
   * @throws DroppedDetailError
   */
  private async planner(): Promise<
    <M extends MeasureName>(question: UsageQuestion<M>) => Promise<SourcePlan[]>
  > {
    const [row] = await this.store.query<RollupStateRow[]>(rollupStateSql.text);
    const state = toRollupState(row!, this.retention);
    return async (question) => {
      const { slices, filter = {} } = question;
      const { levels, dimension } = rollupsFor(question);
      const known =
        dimension === undefined
          ? state
          : stateOfDimension(
              state,
              dimension,
              await this.cutHours(dimension, filter),
              hoursTrustedFrom(row!.now, this.retention),
            );
      const plan = planSources(slices, known, levels);
      await refuseDropped(
        this.store,
        droppedDetail(
          plan,
          slices,
          this.retention,
          row!.now,
          levels.length === 0 || isBuiltInPart(state, dimension),
        ),
        filter.patternIds,
      );
      return plan;
    };
  }

  private async cutHours(dimension: string, filter: UsageFilter): Promise<number[]> {
    if (dimensionsOf(filter).length === 0) return [];
    const rows = await this.store.query<{ hour: number }[]>(CUT_HOURS, [dimension]);
    return rows.map(({ hour }) => hour);
  }
}
