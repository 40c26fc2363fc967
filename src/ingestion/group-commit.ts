import { setTimeout as sleep } from 'node:timers/promises';
import { writeJson } from '../common/json/write-json.js';
import { OverloadedError, StoreUnavailableError } from '../common/tracker-error.js';
import type { Usage } from '../common/usage.js';

/** Stores usages in one transaction; answers for each, in order, what became of it. */
export type WriteUsages<Fate> = (usages: readonly Usage[]) => Promise<Fate[]>;

export interface GroupCommitLimits {
  /** Groups that may be on their way to the store at a time. */
  readonly lanes: number;
  /** Usages in a group; a submission that is larger goes alone. */
  readonly groupRows: number;
  /** Usages that may wait or be on their way. */
  readonly queueRows: number;
  /** About as many bytes of memory they may take. */
  readonly queueBytes: number;
}

interface Submission<Fate> {
  readonly usages: readonly Usage[];
  readonly bytes: number;
  readonly resolve: (fates: Fate[]) => void;
  readonly reject: (error: unknown) => void;
}

/** What a usage takes beside its texts: measured on Node 20, rounded up. */
const BYTES_A_USAGE = 500;
/** A further lane pays for itself from so many waiting usages; fewer are better off in a larger group. */
const ROWS_FOR_A_FURTHER_LANE = 256;
/** A store that is away for a moment (a lost connection, a deadlock) is asked again. */
const RETRY_AFTER_MS = [50, 250];
const RETRY_WITHIN_MS = 2000;
const MAX_WAIT_SECONDS = 30;

const bytesOf = (usages: readonly Usage[]): number =>
  usages.reduce(
    (sum, { context, errorMessage, details }) =>
      sum + context.length + (errorMessage?.length ?? 0) + (details ? writeJson(details).length : 0),
    0,
  ) +
  usages.length * BYTES_A_USAGE;

/**
 * Coalesces what is submitted at about the same time into one multi-row insert. A lone caller does
 * not wait: a group is what came in during one turn of the event loop, or while the group before it
 * was written. Each caller is answered once its own usages are committed, and for its own faults.
 */
export class GroupCommit<Fate> {
  private waiting: Submission<Fate>[] = [];
  private waitingRows = 0;
  private heldRows = 0;
  private heldBytes = 0;
  private active = 0;
  private isScheduled = false;
  private rowsPerSecond = 1000;
  private readonly roomSeekers = new Set<() => void>();

  constructor(
    private readonly write: WriteUsages<Fate>,
    private readonly limits: GroupCommitLimits,
  ) {}

  /** Usages that wait or are on their way. */
  get pending(): number {
    return this.heldRows;
  }

  /** 0..1, how much of the room for pending usages is taken. */
  get fill(): number {
    return Math.max(this.heldRows / this.limits.queueRows, this.heldBytes / this.limits.queueBytes);
  }

  /**
   * Stores usages, all in one transaction.
   * @returns for each, in order, what became of it.
   * @throws OverloadedError where there is no room for them; StoreUnavailableError where they may
   * not be stored; whatever the store holds against them.
   */
  submit(usages: readonly Usage[]): Promise<Fate[]> {
    if (usages.length === 0) return Promise.resolve([]);
    const bytes = bytesOf(usages);
    if (!this.hasRoom(usages.length, bytes)) return Promise.reject(this.overloaded());
    return new Promise((resolve, reject) => {
      this.waiting.push({ usages, bytes, resolve, reject });
      this.waitingRows += usages.length;
      this.heldRows += usages.length;
      this.heldBytes += bytes;
      this.schedule();
    });
  }

  /** As `submit`, but waits for room; for a source that can be told to pause. */
  async submitWhenRoom(usages: readonly Usage[]): Promise<Fate[]> {
    const bytes = bytesOf(usages);
    while (!this.hasRoom(usages.length, bytes)) await this.settlement();
    return this.submit(usages);
  }

  /** @throws OverloadedError where nothing more can be taken now. */
  assertRoom(): void {
    if (this.fill >= 1) throw this.overloaded();
  }

  /** Resolves once nothing is pending. */
  async drain(): Promise<void> {
    while (this.heldRows > 0) await this.settlement();
  }

  private hasRoom(rows: number, bytes: number): boolean {
    if (this.heldRows === 0) return true;
    const { queueRows, queueBytes } = this.limits;
    return this.heldRows + rows <= queueRows && this.heldBytes + bytes <= queueBytes;
  }

  private overloaded(): OverloadedError {
    const seconds = Math.ceil(this.heldRows / this.rowsPerSecond);
    return new OverloadedError(this.heldRows, Math.min(Math.max(seconds, 1), MAX_WAIT_SECONDS));
  }

  private settlement(): Promise<void> {
    return new Promise((resolve) => this.roomSeekers.add(resolve));
  }

  private schedule(): void {
    if (this.isScheduled || this.active >= this.limits.lanes) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      this.start();
    });
  }

  private start(): void {
    const { lanes } = this.limits;
    while (this.waitingRows > 0 && this.active < lanes) {
      if (this.active > 0 && this.waitingRows < ROWS_FOR_A_FURTHER_LANE) return;
      void this.run(this.takeGroup());
    }
  }

  private takeGroup(): Submission<Fate>[] {
    let rows = 0;
    let count = 0;
    for (const { usages } of this.waiting) {
      if (count > 0 && rows + usages.length > this.limits.groupRows) break;
      rows += usages.length;
      count += 1;
    }
    this.waitingRows -= rows;
    return this.waiting.splice(0, count);
  }

  private async run(group: readonly Submission<Fate>[]): Promise<void> {
    this.active += 1;
    const start = performance.now();
    const rows = group.reduce((sum, { usages }) => sum + usages.length, 0);
    await this.commit(group);
    const rate = rows / Math.max((performance.now() - start) / 1000, 0.001);
    this.rowsPerSecond += (rate - this.rowsPerSecond) / 8;
    this.active -= 1;
    this.start();
  }

  /** Never rejects: whatever happens is told to the callers it concerns. */
  private async commit(group: readonly Submission<Fate>[]): Promise<void> {
    let fates: Fate[];
    try {
      fates = await this.writeOut(group.flatMap(({ usages }) => usages));
    } catch (error) {
      if (group.length > 1 && !(error instanceof StoreUnavailableError)) {
        // One of them is to blame; halving finds it without writing the others one by one.
        const middle = group.length >> 1;
        await this.commit(group.slice(0, middle));
        await this.commit(group.slice(middle));
        return;
      }
      for (const submission of group) this.settle(submission, () => submission.reject(error));
      return;
    }
    let from = 0;
    for (const submission of group) {
      const answer = fates.slice(from, (from += submission.usages.length));
      this.settle(submission, () => submission.resolve(answer));
    }
  }

  /**
   * Asks a store that is away for a moment again. What was committed although its answer was lost is
   * then called a repetition, which it is.
   */
  private async writeOut(usages: readonly Usage[]): Promise<Fate[]> {
    const start = performance.now();
    for (const pause of RETRY_AFTER_MS) {
      try {
        return await this.write(usages);
      } catch (error) {
        const isLate = performance.now() - start > RETRY_WITHIN_MS;
        if (isLate || !(error instanceof StoreUnavailableError)) throw error;
        await sleep(pause * (0.5 + Math.random() / 2));
      }
    }
    return this.write(usages);
  }

  private settle({ usages, bytes }: Submission<Fate>, answer: () => void): void {
    this.heldRows -= usages.length;
    this.heldBytes -= bytes;
    answer();
    const seekers = [...this.roomSeekers];
    this.roomSeekers.clear();
    for (const seek of seekers) seek();
  }
}
