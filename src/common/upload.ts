import type { Readable } from 'node:stream';
import { jsonWeight } from './json-weight.js';
import { ProblemError } from './problem/problem.js';

/** The memory that is set aside for an upload while it comes in. */
export interface UploadRoom {
  /** @returns false where there is no room now. */
  take(bytes: number): boolean;
  free(bytes: number): void;
  /** Resolves once anybody has given room back. */
  whenFreed(): Promise<void>;
  /** Says whether the client is waited for. */
  await(isAwaited: boolean): void;
}

/** After which what came so far is worked on. */
const PAUSE_MS = 1000;
/** How long an upload waits for room. */
const PATIENCE_MS = 30_000;

const NOTHING = Buffer.alloc(0);

/**
 * A body that is worked on while it arrives, read once. An empty buffer among its data says that
 * nothing comes for now. It takes room for what it hands on, until that is freed.
 */
export class Upload implements AsyncIterable<Buffer> {
  private stopped: Error | undefined;
  private wake = (): void => undefined;
  /** Handed on and not freed: bytes of the body, and the room they take. */
  private bytes = 0;
  private room = 0;

  constructor(
    private readonly source: Readable,
    private readonly share: UploadRoom,
  ) {}

  /** Ends the reading with an error; what is left of the body is the server's to throw away. */
  stop(error: Error): void {
    this.stopped ??= error;
    this.wake();
  }

  /** So many of its bytes are done with. */
  free(bytes: number): void {
    const room = bytes >= this.bytes ? this.room : (this.room * bytes) / this.bytes;
    this.bytes -= Math.min(bytes, this.bytes);
    this.room -= room;
    this.share.free(room);
  }

  /** @throws the error of `stop`, or of the source. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    const { source, share } = this;
    const events = ['readable', 'end', 'error', 'close'];
    const onEvent = (): void => this.wake();
    for (const event of events) source.on(event, onEvent);
    share.await(false);
    try {
      for (;;) {
        if (this.stopped) throw this.stopped;
        const data = source.read() as Buffer | null;
        if (data !== null) {
          yield* this.makeRoom(jsonWeight(data));
          this.bytes += data.length;
          yield data;
          continue;
        }
        if (source.readableEnded) return;
        if (source.errored) throw source.errored;
        if (source.destroyed) throw new Error('aborted');
        share.await(true);
        const isPaused = await this.event(PAUSE_MS);
        if (isPaused && this.bytes > 0) yield NOTHING;
        share.await(false);
      }
    } finally {
      for (const event of events) source.off(event, onEvent);
    }
  }

  private async *makeRoom(weight: number): AsyncGenerator<Buffer> {
    const latest = performance.now() + PATIENCE_MS;
    while (!this.share.take(weight)) {
      // What is whole of it makes room once it is stored.
      yield NOTHING;
      if (this.stopped) throw this.stopped;
      if (performance.now() > latest) {
        throw new ProblemError(
          'overloaded',
          'There was no room for the rest of the body (BODIES_MAX_BYTES).',
        );
      }
      await Promise.race([this.share.whenFreed(), this.event(PAUSE_MS)]);
    }
    this.room += weight;
  }

  /** Resolves at the next event of the source, with true where there was none for so long. */
  private event(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(true), ms);
      this.wake = () => {
        clearTimeout(timer);
        this.wake = () => undefined;
        resolve(false);
      };
      if (this.stopped) this.wake();
    });
  }
}
