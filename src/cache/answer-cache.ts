import type { OnApplicationShutdown } from '@nestjs/common';
import { requestSignal } from '../common/request-signal.js';
import type { Clock } from '../common/clock.js';
import { HOUR_MS, type TimeRange } from '../common/time-range.js';
import { RequestAbortedError } from '../common/tracker-error.js';
import { doAndEnd, StoreWork } from '../store/connection/turns/store-work.js';
import type {
  CacheStore,
  CacheHealth,
  KeptAnswer,
  LoadedAnswer,
  CacheStorePlace,
  CacheStoreView,
  WriteState,
} from './cache-store.js';
import { JsonAnswer } from './json-answer.js';
import { leadOf, lifeOf } from './life-of.js';
import { SingleFlight } from './single-flight.js';
import { Waiters } from './waiters.js';
import { RecomputeBudget } from './recompute-budget.js';
import { spansAround, spansOver, spansWithin } from './utc-span.js';

const MINUTE_MS = 60_000;

/** An open answer is served so long after its computation began, or longer where that was dear. */
const OPEN_MS = 1000;
/** What seems to have taken longer was under way when the clock was set. */
const MAX_COST_MS = 30_000;
/** So is a closed one, touched or not. */
const CLOSED_MS = HOUR_MS;

/** A usage is late once its time lies so far back when it is committed. */
const LATE_MS = 2 * MINUTE_MS;
/**
 * A range is closed once it ended so long ago. A usage in it that is not late was committed, by the
 * writer's clock, at least the difference of the two before; so far the instances' clocks may differ.
 */
const CLOSING_MS = 5 * MINUTE_MS;

/** A question whose answer may be kept. */
export interface Question {
  /** Names the question with all that its answer depends on, but for a fixed range. */
  readonly key: string;
  /**
   * The times that its answer depends on; absent where it depends on now. Where the range is not
   * over yet and both ends are fixed, the key has to name it.
   */
  readonly range?: TimeRange;
}

/** What a write has changed: usages of these times (milliseconds since 1970 UTC), or any of a range. */
export type Touched = readonly { readonly createdAt: number }[] | TimeRange;

/** Answers by where they came from. */
export interface AnswerCounts {
  /** Kept, with every acknowledged write in it. */
  hit: number;
  /** Computed for this question. */
  miss: number;
  /** Kept, within its life, and overtaken by a write. */
  stale: number;
  /** Computed for somebody who asked at the same time, here or at another instance. */
  shared: number;
}

interface Flight extends WriteState {
  readonly began: number;
  readonly loaded: Promise<LoadedAnswer>;
  /** Whoever waits for it; it is given up when the last one is gone. */
  readonly waiters: Waiters;
}

interface AskedPlace extends CacheStorePlace {
  readonly isClosed: boolean;
}

const isWithin = (ms: number, began: number, now: number): boolean => began <= now && now - began <= ms;

/** Whether the next one has to be begun to be there when this one's time is over. */
const isSoonOver = ({ keepMs }: CacheStorePlace, { began, costMs }: KeptAnswer, now: number): boolean =>
  isWithin(lifeOf(keepMs, costMs), began, now) &&
  now - began >= lifeOf(keepMs, costMs) - leadOf(keepMs, costMs);

/**
 * Keeps hot answers.
 *
 * A question is **closed** if its range ended five minutes ago, else **open**.
 *
 * A closed answer is kept for an hour at the most, and never across an acknowledged write that
 * touched a UTC day, month or year that its range needs to be covered: a usage more than two minutes
 * late, an amendment, a change of patterns.
 *
 * An open answer is kept for a second, or for six times as long as it took to compute where that is
 * longer (lifeOf). Within it, a write overtakes it and it is computed again, so that it holds all that
 * was acknowledged before the question; but only as often as the key's RecomputeBudget allows. Beyond
 * that it is served although overtaken. So no open answer misses what was acknowledged before its life
 * (a second, mostly) began to count back from the question, and nothing at all where the same question
 * is computed no more than 20 times in a row and 10 times a second (less often if it takes longer than
 * 20 ms). Budgets are each instance's own.
 *
 * A hot answer is computed again shortly before its time is over, so that nobody has to wait for it.
 * A key is computed once at a time, in all instances, and given up once nobody waits for it. A computation that began before a write is
 * never taken for one after it. A failing cache is no failure: the answer is computed.
 */
export class AnswerCache implements OnApplicationShutdown {
  readonly counts: AnswerCounts = { hit: 0, miss: 0, stale: 0, shared: 0 };
  private readonly flights = new Map<string, Flight>();
  private readonly unkept = new SingleFlight();
  private readonly budget = new RecomputeBudget();
  private latest = 0;

  /**
   * @param isToldOfAllWrites whether the store of answers learns of every write; where it may not, closed answers
   * are kept no longer than open ones.
   */
  constructor(
    private readonly cacheStore: CacheStore,
    private readonly clock: Clock,
    private readonly isToldOfAllWrites = true,
  ) {}

  /**
   * The answer as an object of the caller's own, as its JSON tells it.
   * @param load computes it; it must not ask this cache, or ages would add up.
   */
  async getOrLoad<T>(question: Question, load: () => Promise<T>): Promise<T> {
    return (await this.getOrLoadJson(question, load)).parse();
  }

  /** The same as JSON, written once. */
  async getOrLoadJson<T>(question: Question, load: () => Promise<T>): Promise<JsonAnswer<T>> {
    const place = this.placeOf(question);
    let asked: CacheStoreView | undefined;
    for (;;) {
      if (requestSignal()?.aborted) throw new RequestAbortedError();
      const now = this.now();
      const looked = this.cacheStore.look(place);
      // Most look-ups need not wait, and a hot answer notices every turn.
      const view = looked instanceof Promise ? await looked : looked;
      if (!view) return this.computeUnkept(place, load);
      // What was written after the question need not be in its answer.
      if (asked?.epoch !== view.epoch) asked = view;
      const isCurrent = this.judge(place, asked, now);

      const { kept } = view;
      const flight = this.flights.get(place.name);
      const serveKept = (result: 'hit' | 'stale', answer: KeptAnswer): JsonAnswer<T> => {
        if (!flight && isSoonOver(place, answer, now)) {
          this.budget.take(place.name, answer.costMs, now);
          this.renew(place, view, now, load);
        }
        return this.serve(result, answer);
      };
      if (kept && isCurrent(kept)) return serveKept('hit', kept);
      if (flight && isCurrent(flight)) {
        flight.waiters.join(requestSignal());
        return this.serve('shared', (await flight.loaded).kept);
      }

      if (kept && !place.isClosed && isWithin(lifeOf(place.keepMs, kept.costMs), kept.began, now)) {
        if (!this.budget.has(place.name, kept.costMs, now)) return serveKept('stale', kept);
        if (!flight) this.budget.take(place.name, kept.costMs, now);
      }
      if (!flight) return this.compute(place, view, now, load);
      // Who comes first afterwards begins the next one, the others share it.
      await flight.loaded.catch(() => undefined);
    }
  }

  /**
   * To be called after a commit and before it is acknowledged. Never rejects.
   * @param touched what was written; left out, everything is forgotten at once, whatever the budgets.
   */
  async invalidate(touched?: Touched): Promise<void> {
    if (touched === undefined) {
      this.budget.clear();
      return this.cacheStore.forget();
    }
    if ('from' in touched) return this.cacheStore.touch(spansWithin(touched));
    const young = this.now() - LATE_MS;
    const late: number[] = [];
    for (const { createdAt } of touched) if (createdAt < young) late.push(createdAt);
    return this.cacheStore.touch(spansAround(late));
  }

  /** @returns undefined where there is nothing outside this process. */
  health(): CacheHealth | undefined {
    return this.cacheStore.health();
  }

  onApplicationShutdown(): void {
    this.cacheStore.close();
  }

  /** Once the clock is set back, it no longer tells what was late. */
  private now(): number {
    const now = this.clock.now();
    if (now < this.latest - MINUTE_MS) {
      this.latest = now;
      void this.invalidate();
    }
    this.latest = Math.max(this.latest, now);
    return now;
  }

  private placeOf({ key, range }: Question): AskedPlace {
    if (!range || range.to > this.now() - CLOSING_MS) {
      return { name: key, spans: [], keepMs: OPEN_MS, isClosed: false };
    }
    // No usage is older than 1970.
    const from = Math.max(range.from, 0);
    const name = `${key} ${from} ${range.to}`;
    const keepMs = this.isToldOfAllWrites ? CLOSED_MS : OPEN_MS;
    return { name, spans: spansOver({ from, to: range.to }), keepMs, isClosed: true };
  }

  /** Whether something that began then holds every write there was when the view was taken. */
  private judge(
    { isClosed, keepMs }: AskedPlace,
    view: CacheStoreView,
    now: number,
  ): (made: WriteState & { readonly began: number; readonly costMs?: number }) => boolean {
    const needed = isClosed ? view.touched : view.generation;
    // What a computation that is under way costs is known when it ends.
    return ({ epoch, generation, began, costMs = now - began }) =>
      epoch === view.epoch && generation >= needed && isWithin(lifeOf(keepMs, costMs), began, now);
  }

  private async compute<T>(
    place: AskedPlace,
    view: CacheStoreView,
    began: number,
    load: () => Promise<T>,
  ): Promise<JsonAnswer<T>> {
    const loaded = await this.begin(place, view, began, load, requestSignal());
    return this.serve(loaded.shared ? 'shared' : 'miss', loaded.kept);
  }

  /** Computes the next answer while the last one is still served; who needs it will tell if it fails. */
  private renew(place: AskedPlace, view: CacheStoreView, began: number, load: () => Promise<unknown>): void {
    this.begin(place, view, began, load, undefined).catch(() => undefined);
  }

  private begin(
    place: AskedPlace,
    view: CacheStoreView,
    began: number,
    load: () => Promise<unknown>,
    asker: AbortSignal | undefined,
  ): Promise<LoadedAnswer> {
    const { epoch, generation } = view;
    const accepts = (later: CacheStoreView): boolean =>
      later.kept !== undefined && this.judge(place, view, this.clock.now())(later.kept);
    const waiters = new Waiters(() => forget());
    waiters.join(asker);
    const loaded = this.cacheStore
      .loadOnce(place, { epoch, generation }, accepts, (state) => this.load(state, load, waiters.signal))
      .finally(() => forget());
    const flight: Flight = { epoch, generation, began, loaded, waiters };
    // Who comes after the last one has gone begins anew.
    const forget = (): void => {
      if (this.flights.get(place.name) === flight) this.flights.delete(place.name);
    };
    this.flights.set(place.name, flight);
    return loaded;
  }

  private async load(
    state: WriteState,
    load: () => Promise<unknown>,
    signal: AbortSignal,
  ): Promise<KeptAnswer> {
    const began = this.clock.now();
    const answer = await doAndEnd(new StoreWork('question', signal), async () =>
      JsonAnswer.written(await load()),
    );
    return {
      ...state,
      began,
      costMs: Math.min(Math.max(0, this.clock.now() - began), MAX_COST_MS),
      answer,
    };
  }

  private async computeUnkept<T>({ name }: CacheStorePlace, load: () => Promise<T>): Promise<JsonAnswer<T>> {
    let result: keyof AnswerCounts = 'shared';
    const answer = await this.unkept.run(name, async () => {
      result = 'miss';
      return doAndEnd(new StoreWork('question'), async () => JsonAnswer.written(await load()));
    });
    this.counts[result] += 1;
    return answer;
  }

  private serve<T>(result: keyof AnswerCounts, { answer }: KeptAnswer): JsonAnswer<T> {
    this.counts[result] += 1;
    return answer as JsonAnswer<T>;
  }
}
