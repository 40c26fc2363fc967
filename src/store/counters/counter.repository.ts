import type { TimeRange } from '../../common/time-range.js';
import { instant } from '../connection/instant.js';
import { retryDeadlock } from '../connection/retry-deadlock.js';
import { onStore } from '../connection/store-error.js';
import type { TrackerDataSource } from '../connection/tracker-data-source.js';
import type { UsageFilter } from '../usages/usage-question.js';
import { daysSql, HAS_POINTS, PRUNE_POINTS, RECORD_POINTS } from './counter.sql.js';
import type { CounterDay, CounterPoint } from './counter-point.js';

const MICROSECOND = 1000n;
const SECOND = 1_000_000_000n;

/** As the store keeps it, to the microsecond. */
const timeText = (nanos: bigint): string => {
  const seconds = new Date(Number(nanos / SECOND) * 1000).toISOString().slice(0, -5);
  return `${seconds}.${String((nanos % SECOND) / MICROSECOND).padStart(6, '0')}Z`;
};

/** The columns of the patterns of points, each once, by ascending id; a point tells of no first use. */
const patternsOf = (points: readonly CounterPoint[]): unknown[][] => {
  const latest = new Map<string, CounterPoint>();
  for (const point of points) {
    const known = latest.get(point.patternId);
    if (!known || point.time > known.time) latest.set(point.patternId, point);
  }
  const patterns = [...latest.values()].sort((a, b) => (a.patternId < b.patternId ? -1 : 1));
  return [
    patterns.map(({ patternId }) => patternId),
    patterns.map(({ patternName }) => patternName),
    patterns.map(({ patternName, createdAt }) => (patternName === null ? null : instant(createdAt))),
    patterns.map(({ patternType }) => patternType),
    patterns.map(() => null),
    patterns.map(() => null),
  ];
};

const columnsOf = (points: readonly CounterPoint[]): unknown[][] => {
  const amounts = (told: CounterPoint['amount']): (number | null)[] =>
    points.map(({ amount, value }) => (amount === told ? value : null));
  return [
    points.map(({ seriesId }) => seriesId),
    points.map(({ start }) => timeText(start)),
    points.map(({ time }) => timeText(time)),
    points.map(({ patternId }) => patternId),
    amounts('costUsd'),
    amounts('inputTokens'),
    amounts('outputTokens'),
    points.map(({ isCumulative }) => isCumulative),
  ];
};

/** What counters of telemetry told of patterns, beside their usages. */
export class CounterRepository {
  constructor(private readonly store: TrackerDataSource) {}

  /**
   * Stores points and registers their patterns; resolves once that is committed. A point that is there already counts
   * nothing.
   * @returns how many were new, and whether a pattern is new or changed.
   * @throws StoreUnavailableError where it is not known to be stored.
   */
  record(
    points: readonly CounterPoint[],
  ): Promise<{ readonly stored: number; readonly isDescribed: boolean }> {
    const values = [...patternsOf(points), ...columnsOf(points)];
    return this.store.storing(async () => {
      const [row] = await onStore(() =>
        retryDeadlock(() =>
          this.store.query<{ stored: number; isDescribed: boolean }[]>(RECORD_POINTS, values),
        ),
      );
      return row!;
    });
  }

  /**
   * Whether there are any points of a range.
   * @throws StoreUnavailableError
   */
  async hasAny({ from, to }: TimeRange): Promise<boolean> {
    const [row] = await onStore(() =>
      this.store.query<{ hasAny: boolean }[]>(HAS_POINTS, [instant(from), instant(to)]),
    );
    return row!.hasAny;
  }

  /**
   * What the points of ranges told of patterns, by range, pattern and day.
   * @param filter of which only what is of patterns is heeded.
   * @throws StoreUnavailableError
   */
  days(
    slices: readonly TimeRange[],
    { patternIds, patternType, nodeType }: UsageFilter,
  ): Promise<CounterDay[]> {
    const ofPatterns = {
      ...(patternIds && { patternIds }),
      ...(patternType && { patternType }),
      ...(nodeType && { nodeType }),
    };
    const { text, values } = daysSql(slices, ofPatterns);
    return onStore(() => this.store.query<CounterDay[]>(text, [...values]));
  }

  /** Forgets points of before a time, in milliseconds. */
  async prune(before: number): Promise<void> {
    await onStore(() => this.store.query(PRUNE_POINTS, [instant(before)]));
  }
}
