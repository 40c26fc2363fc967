import type { TimeRange } from '../common/time-range.js';
import type { RollupRepository } from './repositories/rollup.repository.js';
import { bucketWidth, floorToBucket, ROLLUP_LEVELS, type RollupLevel } from './rollup-level.js';

/** Notes of stale buckets that one pass works off, at the most. */
const NOTES_PER_PASS = 100_000;

/**
 * Stale buckets nearer to each other than this many widths are refreshed in one call: a call costs
 * more than the buckets between, of which TimescaleDB materialises only what changed.
 */
const JOIN_WITHIN = 24;

/** A call holds an embedded store's only connection, so it spans no more than this many widths. */
const WIDEST_CALL = 4096;

/** So many usages a call of a long refresh may have to read. */
const USAGES_PER_STEP = 50_000;

/** A range of no more widths than this is refreshed in one call, whatever is in it. */
const SHORT_RANGE = 48;

/** A range cut into about so many parts on the level's buckets, which are refreshed in a call each. */
export const stepsOf = (level: RollupLevel, { from, to }: TimeRange, count: number): TimeRange[] => {
  const width = bucketWidth(level);
  const step = Math.max(1, Math.ceil((to - from) / width / Math.max(1, count))) * width;
  const steps: TimeRange[] = [];
  for (let start = from; start < to; start += step)
    steps.push({ from: start, to: Math.min(start + step, to) });
  return steps;
};

/** The windows, on the level's buckets, that between them hold all the given bucket starts. */
export const refreshWindows = (level: RollupLevel, buckets: readonly number[]): TimeRange[] => {
  const width = bucketWidth(level);
  const windows: TimeRange[] = [];
  for (const bucket of [...buckets].sort((a, b) => a - b)) {
    const to = bucket + width;
    const last = windows.at(-1);
    const joins = last && bucket - last.to <= JOIN_WITHIN * width && to - last.from <= WIDEST_CALL * width;
    if (joins) windows[windows.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else windows.push({ from: bucket, to });
  }
  return windows;
};

/**
 * Brings the rollups up to date. Each level is refreshed after the one it is built from, and only
 * then trusted (its watermark) or trusted again (its notes cleared), so that no answer in between
 * can miss a usage; usages committed meanwhile keep their own notes.
 */
export class RollupRefresh {
  constructor(private readonly rollups: RollupRepository) {}

  /** Moves every level's watermark as far as it goes now. */
  async advance(): Promise<void> {
    const now = await this.rollups.now();
    // A write that read the clock before may yet commit usages that were young to it, without a note.
    await this.rollups.writesEnded();
    for (const level of ROLLUP_LEVELS) {
      await this.advanceLevel(level, now);
      if (level === 'minute') await this.rollups.fillTicks(this.rollups.refreshableTo('tick', now));
    }
  }

  private async advanceLevel(level: RollupLevel, now: number): Promise<void> {
    const before = await this.rollups.watermark(level);
    const kept = this.rollups.refreshableFrom(level, now);
    const from = Math.max(before ?? (await this.beginning(level)), kept);
    const to = this.rollups.refreshableTo(level, now);
    if (from >= to && before !== undefined) return;
    for (const window of await this.stepsFor(level, { from, to })) await this.rollups.refresh(level, window);
    await this.rollups.advance(level, to, now);
  }

  private async stepsFor(level: RollupLevel, range: TimeRange): Promise<TimeRange[]> {
    if ((range.to - range.from) / bucketWidth(level) <= SHORT_RANGE) return stepsOf(level, range, 1);
    return stepsOf(level, range, Math.ceil((await this.rollups.countUsages(range)) / USAGES_PER_STEP));
  }

  /** Where a level that was never refreshed begins. */
  private async beginning(level: RollupLevel): Promise<number> {
    const oldest = await this.rollups.oldestUsage();
    return oldest === undefined ? Infinity : floorToBucket(oldest, level);
  }

  /** Whether late usages made something stale that can be refreshed now. */
  isBehind(): Promise<boolean> {
    return this.rollups.hasInvalidations();
  }

  /** Refreshes what late usages made stale. @returns how many notes were worked off. */
  async catchUp(): Promise<number> {
    const minutes = await this.catchUpFrom('minute', ['minute']);
    return minutes + (await this.catchUpFrom('hour', ['hour', 'day', 'week']));
  }

  /**
   * Notes beyond the watermark stay until it has passed them: whoever moves it may have read the
   * usages before these were there.
   */
  private async catchUpFrom(level: 'minute' | 'hour', built: readonly RollupLevel[]): Promise<number> {
    const watermark = await this.rollups.watermark(level);
    if (watermark === undefined) return 0;
    const notes = await this.rollups.invalidations(level, watermark, NOTES_PER_PASS);
    if (notes.length === 0) return 0;
    const times = notes.map(({ bucket }) => bucket);
    for (const each of built) await this.refreshAround(each, times);
    await this.rollups.clear(level, notes);
    return notes.reduce((total, { count }) => total + count, 0);
  }

  /**
   * Refreshes a level where it holds these times, or will soon: whoever moves its watermark at this
   * moment may have read the finer level before it was refreshed.
   */
  private async refreshAround(level: RollupLevel, times: readonly number[]): Promise<void> {
    const now = await this.rollups.now();
    const kept = this.rollups.refreshableFrom(level, now);
    const end = this.rollups.refreshableTo(level, now);
    const buckets = new Set(times.map((time) => floorToBucket(time, level)));
    const within = [...buckets].filter((bucket) => bucket >= kept && bucket < end);
    for (const window of refreshWindows(level, within)) await this.rollups.refresh(level, window);
  }
}
