import { setTimeout as sleep } from 'node:timers/promises';

export interface LivePattern {
  readonly pattern_id: string;
  readonly pattern_name: string;
  readonly usage_count_last_5min: number;
  readonly success_rate: number | null;
  readonly latest_quality: number | null;
}

export interface LiveEvent {
  readonly type: string;
  readonly id: string;
  readonly timestamp: string;
  readonly patterns?: readonly LivePattern[];
  readonly snapshot?: boolean;
  readonly complete?: boolean;
  readonly recorded?: number;
  readonly amended?: number;
  readonly outcomes?: Readonly<Record<string, number>>;
}

const MAX_WAIT_MS = 30_000;

/** What somebody who follows has been told so far: the events, and what they add up to. */
export class LiveView {
  readonly events: LiveEvent[] = [];
  readonly patterns = new Map<string, LivePattern>();

  take(event: LiveEvent): void {
    this.events.push(event);
    if (event.snapshot) this.patterns.clear();
    for (const pattern of event.patterns ?? []) this.patterns.set(pattern.pattern_id, pattern);
  }

  get lastId(): string {
    return this.events.at(-1)!.id;
  }

  countOf(id: string): number | undefined {
    return this.patterns.get(id)?.usage_count_last_5min;
  }

  async until(condition: (view: this) => boolean): Promise<this> {
    const end = Date.now() + MAX_WAIT_MS;
    while (!condition(this)) {
      if (Date.now() > end) throw new Error(`It did not come: ${JSON.stringify(this.events).slice(-2000)}`);
      await sleep(20);
    }
    return this;
  }
}

/** Somebody who reads Server-Sent Events. */
export class EventStream extends LiveView {
  isEnded = false;
  comments = 0;
  private readonly abort = new AbortController();

  static async open(url: string, headers: Record<string, string> = {}): Promise<EventStream> {
    const stream = new EventStream();
    const response = await fetch(url, { headers, signal: stream.abort.signal });
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
    void stream
      .read(response.body!)
      .catch(() => undefined)
      .finally(() => (stream.isEnded = true));
    return stream;
  }

  close(): void {
    this.abort.abort();
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) this.takeBlock(block);
    }
  }

  private takeBlock(block: string): void {
    if (block.startsWith(':')) this.comments += 1;
    const fields = Object.fromEntries(
      block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
    );
    const { event, id, data } = fields;
    if (data === undefined) return;
    this.take({ ...(JSON.parse(data) as object), type: event!, id: id ?? '' } as LiveEvent);
  }
}
