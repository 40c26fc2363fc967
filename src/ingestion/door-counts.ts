import type { Clock } from '../common/clock.js';
import { DOORS, type Door } from '../common/door.js';
import type { DoorMinute } from '../store/usages/ingestion-count.repository.js';

const MINUTE_MS = 60_000;

/** A usage is late that is stored so long after its own time, in milliseconds. */
export const LATE_MS = 2 * MINUTE_MS;

/** What came in by one door. */
export interface DoorCount {
  stored: number;
  amended: number;
  duplicates: number;
  late: number;
  ignored: number;
  readonly refused: Map<string, number>;
}

const nothing = (): DoorCount => ({
  stored: 0,
  amended: 0,
  duplicates: 0,
  late: 0,
  ignored: 0,
  refused: new Map(),
});

type Counts = Readonly<Record<Door, DoorCount>>;

const countsOfAll = (): Counts =>
  Object.fromEntries(DOORS.map((door) => [door, nothing()])) as Record<Door, DoorCount>;

const isEmpty = ({ stored, amended, duplicates, ignored, refused }: DoorCount): boolean =>
  stored + amended + duplicates + ignored + refused.size === 0;

/** Counts in memory what becomes of usages, by door and minute: plain numbers, no work a usage. */
export class DoorCounts {
  /** Since the start. */
  readonly totals = countsOfAll();
  private counts = countsOfAll();
  private minute = -Infinity;
  private full: DoorMinute[] = [];

  constructor(private readonly clock: Clock) {}

  /** @param late of the stored ones, those that are `LATE_MS` old. */
  accept(door: Door, stored: number, duplicates: number, late: number): void {
    this.turn();
    for (const counts of [this.counts[door], this.totals[door]]) {
      counts.stored += stored;
      counts.duplicates += duplicates;
      counts.late += late;
    }
  }

  /** A stored usage was amended. */
  amend(door: Door): void {
    this.turn();
    this.counts[door].amended += 1;
    this.totals[door].amended += 1;
  }

  /** @param usages how many were refused for it. */
  refuse(door: Door, code: string, usages = 1): void {
    if (usages === 0) return;
    this.turn();
    for (const { refused } of [this.counts[door], this.totals[door]]) {
      refused.set(code, (refused.get(code) ?? 0) + usages);
    }
  }

  /** Records that name no pattern, which is no fault. */
  ignore(door: Door, records: number): void {
    this.turn();
    this.counts[door].ignored += records;
    this.totals[door].ignored += records;
  }

  /** What was counted since the last time, by minute and door. */
  take(): DoorMinute[] {
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
    const counted = DOORS.filter((door) => !isEmpty(this.counts[door]));
    if (counted.length === 0) return;
    this.full.push(...counted.map((door) => ({ minute, door, ...this.counts[door] })));
    this.counts = countsOfAll();
  }
}
