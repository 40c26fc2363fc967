import { displayName } from '../common/pattern-terms.js';
import { unknownCounts } from '../common/unknown-counts.dto.js';
import { formatTime } from '../common/time-range.js';
import { formatEventId } from './event-id.js';
import type { LiveClient } from './live-client.js';
import { LiveUpdate } from './live-update.js';
import type { LiveWindow, UsageTotals } from './live-window.js';
import type { PatternWindow } from './pattern-window.js';

const rowOf = (pattern: PatternWindow, withUnknown: boolean): string => {
  const { id, name, usages, successes, unknowns, quality } = pattern;
  return JSON.stringify({
    pattern_id: id,
    pattern_name: displayName(id, name ?? null),
    usage_count_last_5min: withUnknown ? usages + unknowns : usages,
    success_rate: usages === 0 ? null : successes / usages,
    latest_quality: quality,
    ...unknownCounts(withUnknown, usages, unknowns),
  });
};

/** What a client wants to be told. */
export type Asked = Pick<LiveClient, 'update' | 'followed' | 'withUnknown'>;

/** Writes what the window says to clients that want to know of usages of unknown outcome, or to the others. */
class Writer {
  private written = new Map<number | undefined, LiveUpdate | undefined>();
  private rows = new Map<PatternWindow, string>();
  private update = -1;

  constructor(
    private readonly window: LiveWindow,
    private readonly epoch: string,
    private readonly withUnknown: boolean,
  ) {}

  updateFor({ update, followed }: Asked, now: number): LiveUpdate | undefined {
    if (this.update !== this.window.update) {
      this.written = new Map();
      this.rows = new Map();
      this.update = this.window.update;
    }
    const known = update !== undefined && this.window.knows(update) ? update : undefined;
    if (followed) return this.writeFollowed(followed, known, now);
    if (!this.written.has(known)) this.written.set(known, this.write(known, now));
    return this.written.get(known);
  }

  private writeFollowed(
    followed: ReadonlySet<string>,
    since: number | undefined,
    now: number,
  ): LiveUpdate | undefined {
    const patterns = [...followed].flatMap((id): PatternWindow[] => {
      const pattern = this.window.get(id);
      return pattern && (since === undefined || pattern.version > since) ? [pattern] : [];
    });
    if (since !== undefined && patterns.length === 0) return undefined;
    return new LiveUpdate(
      this.id,
      this.metricsOf(patterns, since === undefined, now),
      undefined,
      this.retiredOf(patterns, since, now),
    );
  }

  private write(since: number | undefined, now: number): LiveUpdate | undefined {
    if (since === undefined) {
      const used = this.window.used().filter(({ usages }) => this.withUnknown || usages > 0);
      return new LiveUpdate(this.id, this.metricsOf(used, true, now), undefined, undefined);
    }
    const patterns = this.window.changedSince(since);
    const metrics = patterns.length > 0 ? this.metricsOf(patterns, false, now) : undefined;
    const usages = this.usagesOf(this.window.totalsSince(since), now);
    return metrics === undefined && usages === undefined
      ? undefined
      : new LiveUpdate(this.id, metrics, usages, this.retiredOf(patterns, since, now));
  }

  private get id(): string {
    return formatEventId(this.epoch, this.window.update);
  }

  private metricsOf(patterns: readonly PatternWindow[], isSnapshot: boolean, now: number): string {
    const rows = patterns.map((pattern) => {
      const row = this.rows.get(pattern) ?? rowOf(pattern, this.withUnknown);
      this.rows.set(pattern, row);
      return row;
    });
    return `"timestamp":"${formatTime(now)}","patterns":[${rows.join()}],"snapshot":${isSnapshot},"complete":${this.window.isComplete}}`;
  }

  /** Which of these were used since although they are retired; nothing is told with a snapshot. */
  private retiredOf(
    patterns: readonly PatternWindow[],
    since: number | undefined,
    now: number,
  ): string | undefined {
    const used = since === undefined ? [] : patterns.filter(({ retiredUse }) => retiredUse > since);
    if (used.length === 0) return undefined;
    const rows = used.map(({ id, name, usages, unknowns }) => ({
      pattern_id: id,
      pattern_name: displayName(id, name ?? null),
      usage_count_last_5min: usages + unknowns,
    }));
    return JSON.stringify({ timestamp: formatTime(now), patterns: rows }).slice(1);
  }

  private usagesOf({ amended, unknown, ...known }: UsageTotals, now: number): string | undefined {
    const outcomes = this.withUnknown ? { ...known, unknown } : known;
    const recorded = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
    if (recorded + amended === 0) return undefined;
    return JSON.stringify({ timestamp: formatTime(now), recorded, outcomes, amended }).slice(1);
  }
}

/** Writes what the window says, the same for all who follow all and have the same update. */
export class UpdateWriter {
  private readonly known: Writer;
  private readonly all: Writer;

  constructor(window: LiveWindow, epoch: string) {
    this.known = new Writer(window, epoch, false);
    this.all = new Writer(window, epoch, true);
  }

  /** What brings a client up to date; undefined where there is nothing that it follows. */
  updateFor(asked: Asked, now: number): LiveUpdate | undefined {
    return (asked.withUnknown ? this.all : this.known).updateFor(asked, now);
  }
}
