import { CooperativeScheduler } from '../../common/cooperative-scheduler.js';
import type { Retention } from '../../config/config.js';
import { onStore } from '../connection/store-error.js';
import type { TrackerDataSource } from '../connection/tracker-data-source.js';
import { currentWork } from '../connection/turns/store-work.js';
import { familyOf } from '../rollups/catalogue.js';
import { planSources, type SourcePlan } from '../rollups/rollup.plan.js';
import { rollupStateSql, type RollupStateRow, toRollupState } from '../rollups/rollup-state.sql.js';
import type { ActorCount, ActorQuestion, ActorSet } from './actor-question.js';
import { actorSource, actorSql, FIRST_KEPT } from './actor.sql.js';
import { droppedDetail, refuseDropped } from './dropped-detail.js';
import { questionCost } from './question-cost.js';
import { type PlanCost, slicePlan } from './slice-plan.js';
import { StoreSizeRepository } from './store-size.repository.js';
import { TooManyRowsError } from './too-many-rows-error.js';

/** Actors of all slices and values of the key that are put together in memory, at the most. */
export const MAX_LISTED = 1_000_000;

/** About how many actors a day has. */
const TOTAL_ROWS = 1000;

type CountRow = ActorCount;
type ListedRow = ActorCount & { readonly names: readonly string[] | null };

/**
 * Counts distinct actors. They do not add up over time or patterns, so what several statements of one question
 * read is put together actor by actor.
 */
export class ActorRepository {
  private readonly sizes: StoreSizeRepository;

  constructor(
    private readonly store: TrackerDataSource,
    private readonly retention: Retention,
  ) {
    this.sizes = new StoreSizeRepository(store);
  }

  /**
   * How many actors there are of each slice and value of the key that has usages, in no order.
   * @throws StoreUnavailableError, TooManyQuestionsError; DroppedDetailError where usages are known that would have to be
   * read and were dropped; TooManyRowsError where there is more than the question wants to know.
   */
  async count(question: ActorQuestion): Promise<ActorCount[]> {
    return onStore(async () => {
      const plan = await this.plan(question);
      const parts = await this.partsOf(question, plan);
      if (parts.length === 0) return [];
      if (parts.length === 1) return this.countIn(question, plan);
      try {
        const sets = await this.union(question, parts);
        return sets.map(({ actors, ...use }) => ({ ...use, actors: actors.size }));
      } catch (error) {
        // More than is to be held here: in one statement, however long it takes.
        if (!(error instanceof TooManyRowsError) || error.maxRows !== MAX_LISTED) throw error;
        return this.countIn(question, plan);
      }
    });
  }

  /**
   * Which actors these are.
   * @throws as `count`; TooManyRowsError where these are more than MAX_LISTED.
   */
  async sets(question: ActorQuestion): Promise<ActorSet[]> {
    return onStore(async () => {
      const plan = await this.plan(question);
      return this.union(question, await this.partsOf(question, plan));
    });
  }

  /** From when on usages are kept, milliseconds; undefined where there are none. */
  async firstKept(): Promise<number | undefined> {
    const [row] = await onStore(() => this.store.query<{ first: Date | null }[]>(FIRST_KEPT));
    return row!.first?.getTime();
  }

  /** @throws DroppedDetailError */
  private async plan(question: ActorQuestion): Promise<SourcePlan[]> {
    const [row] = await this.store.query<RollupStateRow[]>(rollupStateSql.text);
    const { levels } = actorSource(question);
    const plan = planSources(question.slices, toRollupState(row!, this.retention), levels);
    const { slices, since = -Infinity, filter } = question;
    const missed = plan.map(({ ranges, ...place }) => ({
      ...place,
      ranges: ranges.flatMap(({ from, to }) => (to <= since ? [] : [{ from: Math.max(from, since), to }])),
    }));
    const dropped = droppedDetail(missed, slices, this.retention, row!.now, levels.length === 0);
    await refuseDropped(this.store, dropped, filter?.patternIds);
    return plan;
  }

  private async partsOf(
    question: ActorQuestion,
    plan: readonly SourcePlan[],
  ): Promise<(readonly SourcePlan[])[]> {
    if (plan.length === 0) return [];
    const { key, dimension, filter } = question;
    const asked = { measures: ['usages'] as const, keys: key ? [key] : [], dimension, filter };
    const { first, rows } = questionCost(asked, await this.sizes.size());
    const { isTotal } = actorSource(question);
    const more = isTotal ? TOTAL_ROWS : familyOf('actor').maxRows;
    const cost: PlanCost = {
      first,
      rows: (source, range) =>
        source === 'day' ? Math.min(rows('usage', range), more * rows(source, range)) : rows(source, range),
    };
    return slicePlan(plan, cost, this.store.capabilities.sliceRows);
  }

  private async countIn(question: ActorQuestion, plan: readonly SourcePlan[]): Promise<ActorCount[]> {
    const { text, values } = actorSql(question, plan, false);
    const rows = await this.store.query<CountRow[]>(text, [...values]);
    if (rows.length > (question.maxRows ?? Infinity)) throw new TooManyRowsError(question.maxRows!);
    return rows;
  }

  private async union(
    question: ActorQuestion,
    parts: readonly (readonly SourcePlan[])[],
  ): Promise<ActorSet[]> {
    const work = currentWork();
    // Jobs and exports are few as it is.
    if (parts.length > 1 && work.kind === 'question')
      await work.takeRoom(() => this.store.sliced.take(work.signal));
    const union = new ActorUnion(question.maxRows);
    for (const plan of parts) {
      const { text, values } = actorSql(question, plan, true);
      await union.add(await this.store.query<ListedRow[]>(text, [...values]));
    }
    return union.sets;
  }
}

/** Actors by slice and value of the key, of several statements together. */
class ActorUnion {
  private readonly numbers = new Map<string, number>();
  private readonly found = new Map<string, { use: Omit<ActorSet, 'actors'>; actors: Set<number> }>();
  private size = 0;

  constructor(private readonly maxRows = Infinity) {}

  get sets(): ActorSet[] {
    return [...this.found.values()].map(({ use, actors }) => ({ ...use, actors }));
  }

  /** @throws TooManyRowsError */
  async add(rows: readonly ListedRow[]): Promise<void> {
    const scheduler = new CooperativeScheduler();
    for (const { slice, key, usages, told, names } of rows) {
      const place = JSON.stringify([slice, key]);
      const known = this.found.get(place);
      const actors = known?.actors ?? new Set<number>();
      const { use } = known ?? { use: { slice, key, usages: 0, told: 0 } };
      this.found.set(place, {
        use: { ...use, usages: use.usages + usages, told: use.told + told },
        actors,
      });
      if (this.found.size > this.maxRows) throw new TooManyRowsError(this.maxRows);
      const before = actors.size;
      for (const name of names ?? []) actors.add(this.numberOf(name));
      this.size += actors.size - before;
      if (this.size > MAX_LISTED) throw new TooManyRowsError(MAX_LISTED);
      if (scheduler.isDue) await scheduler.pause();
    }
  }

  private numberOf(name: string): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    const next = this.numbers.size;
    this.numbers.set(name, next);
    return next;
  }
}
