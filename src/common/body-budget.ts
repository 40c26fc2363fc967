import { ProblemError } from './problem/problem.js';
import type { UploadRoom } from './upload.js';

/** A body that brings so much within `SLOW_MS` is not slow. */
const ENOUGH_BYTES = 65_536;
const SLOW_MS = 1000;

/** What one body holds of the memory, from its first byte to the end of its answer. */
export class BodyShare implements UploadRoom {
  held = 0;
  /** Whether the server waits for more of it. */
  private isAwaited = true;
  private since = performance.now();
  private recent = 0;
  private heldUpAt = 0;

  /** @param giveWay is told that the body has to go, and why. */
  constructor(
    private readonly budget: BodyBudget,
    public giveWay: (error: ProblemError) => void,
  ) {}

  /** Whether little of it came lately although nothing held it up. */
  get isSlow(): boolean {
    return this.isAwaited && performance.now() - this.since >= SLOW_MS;
  }

  await(isAwaited: boolean): void {
    if (isAwaited === this.isAwaited) return;
    this.isAwaited = isAwaited;
    // What the server takes its time for is not the body's fault.
    if (isAwaited) this.since += performance.now() - this.heldUpAt;
    else this.heldUpAt = performance.now();
  }

  take(bytes: number): boolean {
    this.recent += bytes;
    if (this.held === 0 || this.recent >= ENOUGH_BYTES) {
      this.since = performance.now();
      this.recent = 0;
    }
    return this.budget.take(this, bytes);
  }

  free(bytes: number): void {
    this.budget.free(this, Math.min(bytes, this.held));
  }

  whenFreed(): Promise<void> {
    return this.budget.whenFreed();
  }
}

/** Bounds what request bodies take of the memory at a time, by what came of them. */
export class BodyBudget {
  private held = 0;
  private readonly shares = new Set<BodyShare>();
  private readonly seekers = new Set<() => void>();

  constructor(private readonly maxBytes: number) {}

  /** @param giveWay as of BodyShare. */
  open(giveWay: (error: ProblemError) => void): BodyShare {
    const share = new BodyShare(this, giveWay);
    this.shares.add(share);
    return share;
  }

  /** Gives back all that a body holds. */
  close(share: BodyShare): void {
    if (this.shares.delete(share)) this.free(share, share.held);
  }

  /**
   * Sets room aside for what came of a body; where there is none, bodies that come slowly give way.
   * @returns false where there is no room now. One body alone always has room: its size has a limit of
   * its own.
   */
  take(share: BodyShare, bytes: number): boolean {
    if (!this.shares.has(share)) return false;
    const isAlone = this.held === share.held;
    if (!isAlone && this.held + bytes > this.maxBytes && !this.makeRoom(share, bytes)) return false;
    this.held += bytes;
    share.held += bytes;
    return true;
  }

  free(share: BodyShare, bytes: number): void {
    this.held -= bytes;
    share.held -= bytes;
    const seekers = [...this.seekers];
    this.seekers.clear();
    for (const seek of seekers) seek();
  }

  whenFreed(): Promise<void> {
    return new Promise((resolve) => this.seekers.add(resolve));
  }

  overloaded(): ProblemError {
    const detail = `Bodies of ${Math.round(this.held)} bytes are being worked on and there is no room for more (BODIES_MAX_BYTES); try again in 1 s.`;
    return new ProblemError('overloaded', detail);
  }

  /** The largest of the slow bodies go first, and none where that would not be enough. */
  private makeRoom(asking: BodyShare, bytes: number): boolean {
    const needed = this.held + bytes - this.maxBytes;
    const slow = [...this.shares].filter((share) => share !== asking && share.held > 0 && share.isSlow);
    if (slow.reduce((sum, { held }) => sum + held, 0) < needed) return false;
    slow.sort((a, b) => b.held - a.held);
    for (const share of slow) {
      if (this.held + bytes <= this.maxBytes) break;
      this.close(share);
      const detail = `The body came at less than ${ENOUGH_BYTES} bytes a second while room was needed for others (BODIES_MAX_BYTES); try again in 1 s.`;
      share.giveWay(new ProblemError('overloaded', detail));
    }
    return true;
  }
}
