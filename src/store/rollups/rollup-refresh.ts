import type { JobContext } from '../../common/job-context.js';
import { reasonOf } from '../../common/reason-of.js';
import { formatTime, type TimeRange } from '../../common/time-range.js';
import { isStoreGone } from '../connection/is-store-gone.js';
import type { RollupFailureRepository } from './rollup-failure.repository.js';
import type { InvalidationRepository } from './invalidation.repository.js';
import type { RollupRepository } from './rollup.repository.js';
import { MAX_CALL, refreshWindows, stepsOf } from './refresh-windows.js';
import { bucketWidth, floorToBucket, type RollupLevel } from './rollup-level.js';
import {
  AGGREGATED_LEVELS,
  type AggregatedLevel,
  describeRelation,
  isHypertable,
  type Rollup,
  ROLLUPS,
  rollupsOf,
} from './catalogue.js';
import { DimensionBuild } from './dimension-build.js';
import type { MinuteRepository } from './minute.repository.js';

/** Invalidations that one pass works off, at the most. */
const INVALIDATIONS_PER_PASS = 100_000;

/** So many usages a call of a long refresh may have to read. */
const USAGES_PER_STEP = 50_000;

/** From so many calls on, it is looked up what lies between them. */
const MANY_WINDOWS = 10;

/** One run counts stale minutes for about so long. */
const STALE_MS = 5000;

/** A range of no more widths than this is refreshed in one call, whatever is in it. */
const SHORT_RANGE = 48;

const newContext = (): JobContext => ({ stop: new AbortController().signal, problems: [] });

/** What could not be computed. */
interface Failed {
  /** Starts of buckets; all of them are recorded as hours. */
  readonly hours: Set<number>;
  /** How many of them this run has found. */
  found: number;
  /** The rollups that cannot be refreshed, as an earlier refresh of them has not ended. */
  readonly unfinished: Set<string>;
}

/** Buckets that one run records as failed, at the most, before it gives up: something else is wrong then. */
const MAX_FAILURES = 20;

/**
 * Brings the rollups up to date. Each level is refreshed after the one it is built from, and only
 * then trusted (its watermark) or trusted again (its invalidations cleared), so that no answer in between
 * can miss a usage; usages committed meanwhile keep their own invalidations. A bucket that cannot be computed
 * is invalidated and tried again later: answers read around it, and the others go on.
 */
export class RollupRefresh {
  private readonly dimensions: DimensionBuild;

  constructor(
    private readonly rollups: RollupRepository,
    private readonly invalidations: InvalidationRepository,
    private readonly failures: RollupFailureRepository,
    private readonly minutes: MinuteRepository,
  ) {
    this.dimensions = new DimensionBuild(rollups);
  }

  /** Moves every level's watermark as far as it goes now. */
  async advance({ stop, problems }: JobContext = newContext()): Promise<void> {
    const now = await this.rollups.now();
    await this.rollups.withdraw(now);
    // A write that read the clock before may yet commit usages that were young to it, without an invalidation.
    await this.rollups.writesEnded();
    await this.fillMinutes(now, stop);
    const failed = await this.knownFailures();
    for (const level of AGGREGATED_LEVELS) {
      if (stop.aborted) return;
      await this.advanceLevel(level, now, failed, stop);
    }
    await this.dimensions.run(stop);
    problems.push(...(await this.failures.inWords()));
  }

  private async fillMinutes(now: number, stop: AbortSignal): Promise<void> {
    const to = this.rollups.refreshableTo('minute', now);
    const from = Math.max(this.rollups.minutesFrom(now), await this.rollups.sourceFrom('minute'));
    const known = (await this.rollups.trusted('minute'))?.to ?? (await this.beginning('minute'));
    const first = Math.min(Math.max(known, from), to);
    const steps = await this.stepsFor('minute', { from: first, to });
    // Without a step too: the clock may have been set back, and minutes be stale.
    for (const step of steps.length > 0 ? steps : [{ to }]) {
      if (stop.aborted) return;
      await this.minutes.fill({ keptFrom: from, first, to: step.to });
    }
  }

  /** Those that are left after a while are counted by the next run. @returns how many invalidations were worked off. */
  private async fillStale(stop: AbortSignal): Promise<number> {
    const end = performance.now() + STALE_MS;
    let invalidations = 0;
    for (let hasMore = true; hasMore && !stop.aborted && performance.now() < end;) {
      const filled = await this.minutes.fill();
      invalidations += filled.invalidations;
      hasMore = filled.hasMore;
    }
    return invalidations;
  }

  /** A step at a time, each of which is then trusted: a stop or a failure loses one of them. */
  private async advanceLevel(
    level: AggregatedLevel,
    now: number,
    failed: Failed,
    stop: AbortSignal,
  ): Promise<void> {
    const before = (await this.rollups.trusted(level))?.to;
    const to = this.rollups.refreshableTo(level, now);
    if (before !== undefined && before >= to) return;
    const from = Math.max(before ?? (await this.beginning(level)), await this.rollups.sourceFrom(level));
    const steps = await this.stepsFor(level, { from, to });
    for (const window of steps) {
      if (stop.aborted) return;
      await this.refreshEach(rollupsOf(level), window, failed);
      await this.rollups.advance(level, window.to);
    }
    if (steps.length === 0) await this.rollups.advance(level, to);
  }

  private async stepsFor(level: RollupLevel, range: TimeRange): Promise<TimeRange[]> {
    if ((range.to - range.from) / bucketWidth(level) <= SHORT_RANGE) return stepsOf(level, range, 1);
    const byUsages = (await this.rollups.countUsages(range)) / USAGES_PER_STEP;
    const byWidth = (range.to - range.from) / bucketWidth(level) / MAX_CALL;
    return stepsOf(level, range, Math.ceil(Math.max(byUsages, byWidth)));
  }

  /** Where a level that was never refreshed begins. */
  private async beginning(level: RollupLevel): Promise<number> {
    const oldest = await this.rollups.oldestUsage();
    return oldest === undefined ? Infinity : floorToBucket(oldest, level);
  }

  /** Whether late usages made minutes or hours stale that can be computed now. */
  isBehind(): Promise<boolean> {
    return this.invalidations.hasAny();
  }

  /** Computes what late usages made stale. @returns how many invalidations were worked off. */
  async catchUp({ stop }: Pick<JobContext, 'stop'> = newContext()): Promise<number> {
    return (await this.fillStale(stop)) + (await this.catchUpHours(stop));
  }

  /**
   * Invalidations beyond the watermark stay until it has passed them: whoever moves it may have read the
   * usages before these were there. Cut off, it leaves all of them.
   */
  private async catchUpHours(stop: AbortSignal): Promise<number> {
    const trusted = await this.rollups.trusted('hour');
    if (trusted === undefined) return 0;
    const invalidations = await this.invalidations.oldest(trusted.to, INVALIDATIONS_PER_PASS);
    if (invalidations.length === 0) return 0;
    const times = invalidations.map(({ bucket }) => bucket);
    const failed = await this.knownFailures();
    for (const each of AGGREGATED_LEVELS) await this.refreshAround(each, times, failed, stop);
    if (stop.aborted) return 0;
    await this.invalidations.clear(invalidations);
    await this.failures.forget(
      'hour',
      times.filter((time) => !failed.hours.has(time)),
    );
    return invalidations.reduce((total, { count }) => total + count, 0);
  }

  /**
   * Refreshes a level where it holds these times, or will soon: whoever moves its watermark at this
   * moment may have read the finer level before it was refreshed. The clock is read before the watermark,
   * which is ahead of it where the clock was set back.
   */
  private async refreshAround(
    level: AggregatedLevel,
    times: readonly number[],
    failed: Failed,
    stop: AbortSignal,
  ): Promise<void> {
    const now = await this.rollups.now();
    const trusted = (await this.rollups.trusted(level)) ?? { from: -Infinity, to: -Infinity };
    const kept = Math.max(await this.rollups.sourceFrom(level), trusted.from);
    const end = Math.max(this.rollups.refreshableTo(level, now), trusted.to);
    const buckets = new Set(times.map((time) => floorToBucket(time, level)));
    const within = [...buckets].filter((bucket) => bucket >= kept && bucket < end).sort((a, b) => a - b);
    const hypertables = rollupsOf(level).filter(isHypertable);
    const others = rollupsOf(level).filter((rollup) => !isHypertable(rollup));
    const windows = await this.windowsOf(level, within);
    for (const window of windows) {
      if (stop.aborted) return;
      await this.refreshEach(others, window, failed);
    }
    if (hypertables.length === 0) return;
    // All of a window is computed anew, not only what changed in it.
    for (const window of windows) {
      for (const step of await this.stepsFor(level, window)) {
        if (stop.aborted) return;
        await this.refreshEach(hypertables, step, failed);
      }
    }
  }

  private async windowsOf(level: AggregatedLevel, buckets: readonly number[]): Promise<TimeRange[]> {
    const windows = refreshWindows(level, buckets);
    if (level !== 'hour' || windows.length < MANY_WINDOWS) return windows;
    const usages = await this.rollups.usagesByHour({ from: windows[0]!.from, to: windows.at(-1)!.to });
    return refreshWindows(level, buckets, usages);
  }

  /** Refreshes rollups of a level; a bucket that fails in one of them is found and recorded. */
  private async refreshEach(rollups: readonly Rollup[], window: TimeRange, failed: Failed): Promise<void> {
    for (const rollup of rollups) {
      if (!(await this.refreshes(rollup, window, failed))) {
        await this.computeOrRecord(rollup, window, failed);
      }
    }
  }

  private async refreshes(rollup: Rollup, window: TimeRange, { unfinished }: Failed): Promise<boolean> {
    if (unfinished.has(rollup.name)) return false;
    try {
      await this.rollups.refresh(rollup, window);
      return true;
    } catch (error) {
      if (isStoreGone(error)) throw error;
      unfinished.add(rollup.name);
      return false;
    }
  }

  /** Computes what can be: a refresh that failed stands in the way of all others in its range. */
  private async computeOrRecord(rollup: Rollup, window: TimeRange, failed: Failed): Promise<void> {
    try {
      await this.rollups.computeAnew(rollup, window);
    } catch (error) {
      if (isStoreGone(error)) throw error;
      if (window.to - window.from > bucketWidth(rollup.level)) {
        for (const half of stepsOf(rollup.level, window, 2)) await this.computeOrRecord(rollup, half, failed);
        return;
      }
      if (failed.hours.has(window.from)) return;
      if (failed.found >= MAX_FAILURES) throw error;
      const what = `${describeRelation(rollup.name)} at ${formatTime(window.from)} cannot be computed: ${reasonOf(error)}`;
      await this.failures.record('hour', window.from, what);
      failed.hours.add(window.from);
      failed.found += 1;
    }
  }

  /**
   * Those that are not to be tried again yet: what is met of them is known. Where there are none, refreshes
   * that were never ended are.
   */
  private async knownFailures(): Promise<Failed> {
    const hours = new Set(await this.failures.waitingHours());
    const pending = await this.rollups.unfinished();
    const unfinished = new Set(pending.keys());
    const failed = { hours, found: 0, unfinished };
    if (hours.size > 0) return failed;
    for (const rollup of ROLLUPS) {
      const range = pending.get(rollup.name);
      unfinished.delete(rollup.name);
      if (range) await this.refreshes(rollup, range, failed);
    }
    return failed;
  }
}
