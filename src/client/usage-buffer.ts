import { BufferFullError, ClientError, ClosedError, UnavailableError } from './client-error.js';
import type { ClientOptions } from './client-options.js';
import { flushOnExit } from './flush-on-exit.js';
import type { TrackerApi } from './tracker-api.js';
import { sendBatch, type UsageResult } from './usage-batch.js';

/** Requests on their way at a time; the next fills up meanwhile. */
const REQUESTS = 2;
/** Characters of JSON of one request, unless a single usage has more. */
const BATCH_LENGTH = 1_000_000;

interface Waiting {
  readonly text: string;
  readonly resolve: (result: UsageResult) => void;
  readonly reject: (error: ClientError) => void;
}

/** Collects usages for a moment and sends them together; what it holds is bounded. */
export class UsageBuffer {
  private waiting: Waiting[] = [];
  private readonly unsettled = new Set<Promise<UsageResult>>();
  private length = 0;
  private requests = 0;
  private isDue = false;
  private isClosed = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly exit = flushOnExit(() => this.flush());
  private readonly batchItems: number;
  private readonly batchDelayMs: number;
  private readonly bufferItems: number;
  private readonly bufferLength: number;

  constructor(
    private readonly api: TrackerApi,
    { batchItems = 500, batchDelayMs = 5, bufferItems = 10_000, bufferLength = 67_108_864 }: ClientOptions,
  ) {
    this.batchItems = batchItems;
    this.batchDelayMs = batchDelayMs;
    this.bufferItems = bufferItems;
    this.bufferLength = bufferLength;
  }

  /**
   * @param text a usage's JSON.
   * @returns a promise of what became of it; rejects with an UnavailableError, a RefusedError of its
   * whole request, a BufferFullError or a ClosedError.
   */
  add(text: string): Promise<UsageResult> {
    if (this.isClosed)
      return Promise.reject(new ClosedError('The client is closed; the usage was not sent.'));
    if (this.unsettled.size >= this.bufferItems || this.length + text.length > this.bufferLength) {
      const message = `${this.unsettled.size} usages wait to be sent and there is no room for more.`;
      return Promise.reject(new BufferFullError(message));
    }
    this.length += text.length;
    const settled = new Promise<UsageResult>((resolve, reject) =>
      this.waiting.push({ text, resolve, reject }),
    );
    this.unsettled.add(settled);
    const forget = (): void => {
      this.length -= text.length;
      this.unsettled.delete(settled);
      if (this.unsettled.size === 0) this.exit.forget();
    };
    settled.then(forget, forget);
    this.exit.watch();
    if (this.waiting.length >= this.batchItems) this.send();
    else this.timer ??= this.sendLater();
    return settled;
  }

  /** Sends what waits; resolves once all that was added so far is settled, whichever way. */
  async flush(): Promise<void> {
    this.isDue = true;
    this.send();
    await Promise.allSettled(this.unsettled);
  }

  /** Takes nothing more, and flushes. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.flush();
  }

  private sendLater(): ReturnType<typeof setTimeout> {
    const timer = setTimeout(() => {
      this.isDue = true;
      this.send();
    }, this.batchDelayMs);
    // A program that has nothing else to do ends at once: it is flushed then. Browsers have numbers.
    if (typeof timer === 'object') timer.unref();
    return timer;
  }

  private send(): void {
    while (this.requests < REQUESTS && (this.isDue || this.waiting.length >= this.batchItems)) {
      const batch = this.takeBatch();
      if (this.waiting.length === 0) {
        this.isDue = false;
        clearTimeout(this.timer);
        this.timer = undefined;
      }
      if (batch.length === 0) return;
      this.requests += 1;
      void this.sendBatch(batch).finally(() => {
        this.requests -= 1;
        this.send();
      });
    }
  }

  private takeBatch(): Waiting[] {
    let count = 0;
    let length = 0;
    while (count < this.batchItems && count < this.waiting.length) {
      length += this.waiting[count]!.text.length;
      if (count > 0 && length > BATCH_LENGTH) break;
      count += 1;
    }
    return this.waiting.splice(0, count);
  }

  private async sendBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      const texts = batch.map(({ text }) => text);
      const results = await sendBatch(this.api, texts);
      for (const [index, { resolve }] of batch.entries()) resolve(results[index]!);
    } catch (error) {
      const known = error instanceof ClientError ? error : new UnavailableError(String(error));
      for (const { reject } of batch) reject(known);
    }
  }
}
