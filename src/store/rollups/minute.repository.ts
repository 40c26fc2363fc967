import type { DataSource, EntityManager } from 'typeorm';
import { reasonOf } from '../../common/reason-of.js';
import { formatTime, type TimeRange } from '../../common/time-range.js';
import type { RollupFailureRepository } from './rollup-failure.repository.js';
import type { RollupRepository } from './rollup.repository.js';
import { instant } from '../connection/instant.js';
import { isDeadlock, retryDeadlock } from '../connection/retry-deadlock.js';
import { bucketWidth, floorToBucket } from './rollup-level.js';
import { onStore } from '../connection/store-error.js';
import { withoutTimeout } from '../connection/without-timeout.js';
import {
  BEGIN_MINUTES,
  CLEAR_MINUTES,
  DROP_MINUTES,
  FILL_MINUTES,
  LOCK_MINUTES,
  TAKE_MINUTE_INVALIDATIONS,
  TRUST_MINUTES,
} from './minute.sql.js';

/** Stale minutes that are counted anew in one transaction: more where that is soon done, fewer where it is not. */
const MIN_AT_ONCE = 15;
const MAX_AT_ONCE = 2000;
const SHORT_MS = 100;
const LONG_MS = 400;

/** Rows that are deleted in one statement, at the most. */
const ROWS_AT_ONCE = 20_000;

const MINUTE = bucketWidth('minute');

interface State {
  readonly completeFrom: Date;
  readonly watermark: Date;
}

/** What is to be counted; milliseconds. */
export interface MinuteStep {
  /** Minutes are kept from here on. */
  readonly keptFrom: number;
  /** Before it there is no usage: where to begin while there is no watermark. */
  readonly first: number;
  readonly to: number;
}

/** What one call has done. */
export interface Filled {
  /** Invalidations of minutes that were worked off. */
  readonly invalidations: number;
  /** Whether there may be more of them. */
  readonly hasMore: boolean;
}

/**
 * From where to where usages are counted, and from where on minutes are complete then; milliseconds.
 * @param known the minutes that are complete, up to the watermark.
 * @param latest what the clock allows: a watermark ahead of it is of before the clock was set back, and
 * nothing behind it is known to be complete. One that is just ahead of the step was moved by another instance.
 */
export const planFill = (
  known: TimeRange,
  step: MinuteStep | undefined,
  latest: number,
): { readonly begin: number; readonly end: number; readonly completeFrom: number } => {
  if (!step) return { begin: known.to, end: known.to, completeFrom: known.from };
  const end = known.to > latest ? Math.min(step.to, latest) : Math.max(step.to, known.to);
  const begin =
    known.to > latest ? floorToBucket(end, 'minute') : Math.max(known.to, Math.min(step.keptFrom, end));
  // What was passed over is in no minute.
  const completeFrom = begin > known.to ? begin : Math.min(Math.max(known.from, step.keptFrom), begin);
  return { begin, end, completeFrom };
};

/** Fills the tables of the minutes. The last minute is filled as it goes on: up to the watermark. */
export class MinuteRepository {
  private atOnce = 60;

  constructor(
    private readonly store: DataSource,
    private readonly rollups: RollupRepository,
    private readonly failures: RollupFailureRepository,
  ) {}

  /**
   * Counts the usages from the watermark up to the step's end, and some of the stale minutes anew.
   * @param step without it only stale minutes are counted.
   */
  async fill(step?: MinuteStep): Promise<Filled> {
    const start = performance.now();
    const filled = await onStore(() =>
      retryDeadlock(() =>
        withoutTimeout(this.store, async (runner) => {
          await runner.startTransaction();
          try {
            const filled = await this.fillWithin(runner.manager, step);
            await runner.commitTransaction();
            return filled;
          } catch (error) {
            await runner.rollbackTransaction();
            throw error;
          }
        }),
      ),
    );
    const took = performance.now() - start;
    if (filled.hasMore && took < SHORT_MS) this.atOnce = Math.min(MAX_AT_ONCE, 2 * this.atOnce);
    if (took > LONG_MS) this.atOnce = Math.max(MIN_AT_ONCE, this.atOnce >> 1);
    return filled;
  }

  /** Deletes the minutes before a time (milliseconds), which are not read any more. */
  async dropBefore(time: number, stop: AbortSignal): Promise<void> {
    await this.rollups.noteDropped('minute', time);
    for (const statement of DROP_MINUTES) {
      for (let deleted = ROWS_AT_ONCE; deleted === ROWS_AT_ONCE && !stop.aborted;) {
        [, deleted] = await onStore(() =>
          withoutTimeout(
            this.store,
            (runner) => runner.query(statement, [new Date(time), ROWS_AT_ONCE]) as Promise<[unknown, number]>,
          ),
        );
      }
    }
  }

  /** Invalidations, counts and the watermark are committed together. */
  private async fillWithin(transaction: EntityManager, step?: MinuteStep): Promise<Filled> {
    if (step && (await this.begins(transaction, step)))
      await transaction.query(CLEAR_MINUTES, edgesOf([{ from: -Infinity, to: Infinity }]));
    const [state] = await transaction.query<State[]>(LOCK_MINUTES);
    if (!state) return { invalidations: 0, hasMore: false };
    const known = { from: state.completeFrom.getTime(), to: state.watermark.getTime() };
    const latest = this.rollups.refreshableTo('minute', await this.rollups.now(transaction));
    const { begin, end, completeFrom } = planFill(known, step, latest);
    if (begin < known.to)
      await transaction.query(CLEAR_MINUTES, edgesOf([{ from: begin, to: known.to + MINUTE }]));
    const limit = this.atOnce;
    const invalidated = await transaction.query<{ bucket: Date; invalidations: number }[]>(
      TAKE_MINUTE_INVALIDATIONS,
      [new Date(end), limit],
    );
    const minutes = invalidated.map(({ bucket }) => bucket.getTime());
    const again = minutes
      .filter((minute) => minute >= completeFrom && minute < begin)
      .map((minute) => ({ from: minute, to: Math.min(minute + MINUTE, begin) }));
    const failed = await this.count(transaction, again, begin < end ? [{ from: begin, to: end }] : []);
    const counted = minutes.filter((minute) => !failed.has(minute));
    if (counted.length > 0) await this.failures.forget('minute', counted, transaction);
    await transaction.query(TRUST_MINUTES, [new Date(completeFrom), new Date(end)]);
    if (end > known.to) this.rollups.refuseWithinLag(end, await this.rollups.now(transaction));
    return {
      invalidations: invalidated.reduce((sum, { invalidations }) => sum + invalidations, 0),
      hasMore: invalidated.length === limit,
    };
  }

  /** @returns whether there was no watermark: what is in the tables then is not to be added to. */
  private async begins(transaction: EntityManager, { keptFrom, first }: MinuteStep): Promise<boolean> {
    const edges = [new Date(keptFrom), new Date(first)];
    return (await transaction.query<unknown[]>(BEGIN_MINUTES, edges)).length > 0;
  }

  /**
   * Counts spans; where that fails, in halves, so that it is known which minutes cannot be.
   * @param again of minutes that are counted anew: what they held goes, unless that fails.
   * @returns the minutes that cannot be counted; each is invalidated, so that answers read around it.
   */
  private async count(
    transaction: EntityManager,
    again: readonly TimeRange[],
    fresh: readonly TimeRange[],
  ): Promise<ReadonlySet<number>> {
    if (again.length + fresh.length === 0) return new Set();
    if ((await this.tryToCount(transaction, again, fresh)) === undefined) return new Set();
    const failed = new Set<number>();
    const count = async (spans: readonly TimeRange[], isAgain: boolean): Promise<void> => {
      const reason = await this.tryToCount(transaction, isAgain ? spans : [], isAgain ? [] : spans);
      if (reason === undefined) return;
      const halves = halvesOf(spans);
      for (const half of halves) await count(half, isAgain);
      if (halves.length > 0) return;
      const minute = floorToBucket(spans[0]!.from, 'minute');
      const what = `the minute ${formatTime(minute)} cannot be counted: ${reason}`;
      await this.failures.record('minute', minute, what, transaction);
      failed.add(minute);
    };
    if (again.length > 0) await count(again, true);
    if (fresh.length > 0) await count(fresh, false);
    return failed;
  }

  /** @returns why it failed and changed nothing; undefined where it did not. */
  private async tryToCount(
    transaction: EntityManager,
    again: readonly TimeRange[],
    fresh: readonly TimeRange[],
  ): Promise<string | undefined> {
    await transaction.query('SAVEPOINT count_minutes');
    try {
      const whole = again.map(({ from }) => ({ from, to: from + MINUTE }));
      if (whole.length > 0) await transaction.query(CLEAR_MINUTES, edgesOf(whole));
      // By themselves, as they may be of long ago.
      for (const spans of [joined(again), fresh])
        if (spans.length > 0) await transaction.query(FILL_MINUTES, [...edgesOf(spans), ...boundsOf(spans)]);
      await transaction.query('RELEASE SAVEPOINT count_minutes');
      return undefined;
    } catch (error) {
      // All of it is done again then.
      if (isDeadlock(error)) throw error;
      await transaction.query('ROLLBACK TO SAVEPOINT count_minutes');
      await transaction.query('RELEASE SAVEPOINT count_minutes');
      return reasonOf(error);
    }
  }
}

/** Two parts of spans, cut between minutes; none of a single one. */
const halvesOf = (spans: readonly TimeRange[]): (readonly TimeRange[])[] => {
  if (spans.length > 1) {
    const middle = spans.length >> 1;
    return [spans.slice(0, middle), spans.slice(middle)];
  }
  const { from, to } = spans[0]!;
  const next = floorToBucket(from, 'minute') + MINUTE;
  if (to <= next) return [];
  const cut = Math.max(next, floorToBucket((from + to) / 2, 'minute'));
  return [[{ from, to: cut }], [{ from: cut, to }]];
};

/** Spans in order of time, those that touch as one. */
const joined = (spans: readonly TimeRange[]): TimeRange[] => {
  const all: TimeRange[] = [];
  for (const { from, to } of spans) {
    const last = all.at(-1);
    if (last?.to === from) all[all.length - 1] = { from: last.from, to };
    else all.push({ from, to });
  }
  return all;
};

/** Of spans in order of time. */
const boundsOf = (spans: readonly TimeRange[]): [string, string] => [
  instant(spans[0]!.from),
  instant(spans.at(-1)!.to),
];

const edgesOf = (spans: readonly TimeRange[]): [string[], string[]] => [
  spans.map(({ from }) => instant(from)),
  spans.map(({ to }) => instant(to)),
];
