import type { DataSource, EntityManager } from 'typeorm';
import { reasonOf } from '../../common/reason-of.js';
import { formatTime, type TimeRange } from '../../common/time-range.js';
import type { RollupFailureRepository } from './rollup-failure.repository.js';
import type { RollupRepository } from './rollup.repository.js';
import { instant } from '../connection/instant.js';
import { retryDeadlock } from '../connection/retry-deadlock.js';
import { bucketWidth, floorToBucket } from './rollup-level.js';
import { onStore } from '../connection/store-error.js';
import { withoutTimeout } from '../connection/without-timeout.js';
import {
  BEGIN_MINUTES,
  CLEAR_MINUTES,
  DROP_MINUTES,
  FILL_MINUTES,
  LOCK_MINUTES,
  TAKE_MINUTE_NOTES,
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

/** Which minutes are kept; milliseconds. */
export interface KeptMinutes extends TimeRange {
  /** Before it there is no usage: where to begin while there is no watermark. */
  readonly first: number;
}

/** What one call has done. */
export interface Filled {
  /** Notes of stale minutes that were worked off. */
  readonly notes: number;
  /** Whether there may be more of them. */
  readonly hasMore: boolean;
}

/** Where counting goes on: at the watermark, unless that is ahead of the end or behind what is kept. */
const beginOf = (watermark: number, end: number, keptFrom: number): number =>
  watermark > end ? floorToBucket(end, 'minute') : Math.max(watermark, Math.min(keptFrom, end));

/** Fills the tables of the minutes. The last minute is filled as it goes on: up to the watermark. */
export class MinuteRepository {
  private atOnce = 60;

  constructor(
    private readonly store: DataSource,
    private readonly rollups: RollupRepository,
    private readonly failures: RollupFailureRepository,
  ) {}

  /**
   * Counts the usages from the watermark up to `to`, and some of the stale minutes anew. It is done as a
   * whole: who no longer sees a note sees its minute counted again.
   * @param kept the minutes that are kept, in milliseconds; without it only stale minutes are counted.
   */
  async fill(kept?: KeptMinutes): Promise<Filled> {
    const start = performance.now();
    const filled = await onStore(() =>
      retryDeadlock(() =>
        withoutTimeout(this.store, async (runner) => {
          await runner.startTransaction();
          try {
            const filled = await this.fillWithin(runner.manager, kept);
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
          this.store.query<[unknown, number]>(statement, [new Date(time), ROWS_AT_ONCE]),
        );
      }
    }
  }

  private async fillWithin(transaction: EntityManager, kept?: KeptMinutes): Promise<Filled> {
    if (kept && (await this.begins(transaction, kept)))
      await this.clear(transaction, [{ from: -Infinity, to: Infinity }]);
    const [state] = await transaction.query<State[]>(LOCK_MINUTES);
    if (!state) return { notes: 0, hasMore: false };
    const known = { from: state.completeFrom.getTime(), to: state.watermark.getTime() };
    const end = kept?.to ?? known.to;
    const begin = beginOf(known.to, end, kept?.from ?? -Infinity);
    // The clock was set back: nothing after it is known to be complete any more.
    if (begin < known.to) await this.clear(transaction, [{ from: begin, to: known.to + MINUTE }]);
    const limit = this.atOnce;
    const noted = await transaction.query<{ bucket: Date; notes: number }[]>(TAKE_MINUTE_NOTES, [
      new Date(end),
      limit,
    ]);
    const stale = noted
      .map(({ bucket }) => bucket.getTime())
      .filter((minute) => minute >= known.from && minute < begin);
    await this.clear(
      transaction,
      stale.map((minute) => ({ from: minute, to: minute + MINUTE })),
    );
    const again = stale.map((minute) => ({ from: minute, to: Math.min(minute + MINUTE, begin) }));
    const spans = begin < end ? [...again, { from: begin, to: end }] : again;
    const failed = spans.length > 0 ? await this.count(transaction, spans) : new Set<number>();
    const counted = stale.filter((minute) => !failed.has(minute));
    if (counted.length > 0) await this.failures.forget('minute', counted, transaction);
    // What is not kept any more was counted into no minute.
    const from = begin > known.to ? begin : Math.min(known.from, begin);
    await transaction.query(TRUST_MINUTES, [new Date(from), new Date(end)]);
    if (end > known.to) this.rollups.refuseWithinLag(end, await this.rollups.now(transaction));
    return {
      notes: noted.reduce((sum, { notes }) => sum + notes, 0),
      hasMore: noted.length === limit,
    };
  }

  /** @returns whether there was no watermark: what is in the tables then is not to be added to. */
  private async begins(transaction: EntityManager, { from, first }: KeptMinutes): Promise<boolean> {
    const edges = [new Date(from), new Date(first)];
    return (await transaction.query<unknown[]>(BEGIN_MINUTES, edges)).length > 0;
  }

  private async clear(transaction: EntityManager, spans: readonly TimeRange[]): Promise<void> {
    if (spans.length > 0) await transaction.query(CLEAR_MINUTES, edgesOf(spans));
  }

  /**
   * Counts these spans; where that fails, minute by minute, so that it is known which cannot be.
   * @returns those; each is noted, so that answers read around it.
   */
  private async count(transaction: EntityManager, spans: readonly TimeRange[]): Promise<ReadonlySet<number>> {
    if ((await this.tryToCount(transaction, spans)) === undefined) return new Set();
    const failed = new Set<number>();
    for (const span of spans) {
      for (let { from } = span; from < span.to;) {
        const minute = floorToBucket(from, 'minute');
        const to = Math.min(minute + MINUTE, span.to);
        const reason = await this.tryToCount(transaction, [{ from, to }]);
        from = to;
        if (reason === undefined) continue;
        const what = `the minute ${formatTime(minute)} cannot be counted: ${reason}`;
        await this.failures.note('minute', minute, what, transaction);
        failed.add(minute);
      }
    }
    return failed;
  }

  /** @returns why it failed and left nothing behind; undefined where it did not. */
  private async tryToCount(
    transaction: EntityManager,
    spans: readonly TimeRange[],
  ): Promise<string | undefined> {
    await transaction.query('SAVEPOINT count_minutes');
    try {
      await transaction.query(FILL_MINUTES, edgesOf(spans));
      return undefined;
    } catch (error) {
      await transaction.query('ROLLBACK TO SAVEPOINT count_minutes');
      return reasonOf(error);
    }
  }
}

const edgesOf = (spans: readonly TimeRange[]): [string[], string[]] => [
  spans.map(({ from }) => instant(from)),
  spans.map(({ to }) => instant(to)),
];
