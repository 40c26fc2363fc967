import type { Clock } from '../common/clock.js';
import { INGESTION_SOURCES, type IngestionSource } from '../common/ingestion-source.js';
import type { SourceMinute } from '../store/usages/ingestion-count.repository.js';

const MINUTE_MS = 60_000;

/** A usage is late that is stored so long after its own time, in milliseconds. */
export const LATE_MS = 2 * MINUTE_MS;

/** What came in by one source. */
export interface SourceCount {
  stored: number;
  amended: number;
  duplicates: number;
  late: number;
  ignored: number;
  readonly refused: Map<string, number>;
}

const nothing = (): SourceCount => ({
  stored: 0,
  amended: 0,
  duplicates: 0,
  late: 0,
  ignored: 0,
  refused: new Map(),
});

type Counts = Readonly<Record<IngestionSource, SourceCount>>;

const countsOfAll = (): Counts =>
  Object.fromEntries(INGESTION_SOURCES.map((source) => [source, nothing()])) as Record<
    IngestionSource,
    SourceCount
  >;

const isEmpty = ({ stored, amended, duplicates, ignored, refused }: SourceCount): boolean =>
  stored + amended + duplicates + ignored + refused.size === 0;

/** Counts in memory what becomes of usages, by source and minute: plain numbers, no work a usage. */
export class SourceCounts {
  /** Since the start. */
  readonly totals = countsOfAll();
  private counts = countsOfAll();
  private minute = -Infinity;
  private full: SourceMinute[] = [];

  constructor(private readonly clock: Clock) {}

  /** @param late of the stored ones, those that are `LATE_MS` old. */
  accept(source: IngestionSource, stored: number, duplicates: number, late: number): void {
    this.turn();
    for (const counts of [this.counts[source], this.totals[source]]) {
      counts.stored += stored;
      counts.duplicates += duplicates;
      counts.late += late;
    }
  }

  /** Stored usages were amended. */
  amend(source: IngestionSource, usages = 1): void {
    this.turn();
    this.counts[source].amended += usages;
    this.totals[source].amended += usages;
  }

  /** @param usages how many were refused for it. */
  refuse(source: IngestionSource, code: string, usages = 1): void {
    if (usages === 0) return;
    this.turn();
    for (const { refused } of [this.counts[source], this.totals[source]]) {
      refused.set(code, (refused.get(code) ?? 0) + usages);
    }
  }

  /** Records that name no pattern, which is no fault. */
  ignore(source: IngestionSource, records: number): void {
    this.turn();
    this.counts[source].ignored += records;
    this.totals[source].ignored += records;
  }

  /** What was counted since the last time, by minute and source. */
  take(): SourceMinute[] {
    this.close();
    const { full } = this;
    this.full = [];
    return full;
  }

  /** Begins another minute where one is over. */
  private turn(): void {
    const minute = Math.floor(this.clock.now() / MINUTE_MS);
    if (minute === this.minute) return;
    this.close();
    this.minute = minute;
  }

  private close(): void {
    const minute = this.minute * MINUTE_MS;
    const counted = INGESTION_SOURCES.filter((source) => !isEmpty(this.counts[source]));
    if (counted.length === 0) return;
    this.full.push(...counted.map((source) => ({ minute, source, ...this.counts[source] })));
    this.counts = countsOfAll();
  }
}
