import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** How requests went. */
export class Calls {
  private readonly times: number[] = [];
  private readonly counts = new Map<string, number>();
  private readonly ends: { readonly at: number; readonly ms: number }[] = [];

  add(status: number | string, ms: number): void {
    this.times.push(ms);
    this.ends.push({ at: performance.now(), ms });
    this.counts.set(String(status), (this.counts.get(String(status)) ?? 0) + 1);
  }

  get count(): number {
    return this.times.length;
  }

  of(status: number): number {
    return this.counts.get(String(status)) ?? 0;
  }

  statuses(): string {
    return [...this.counts].map(([status, count]) => `${status} × ${count}`).join(', ') || 'none';
  }

  quantile(share: number): number {
    const sorted = [...this.times].sort((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
  }

  /** When the last one ended that took longer, by performance.now(); -Infinity without any. */
  lastSlower(ms: number): number {
    return this.ends.reduce((last, end) => (end.ms > ms ? Math.max(last, end.at) : last), -Infinity);
  }
}

/** Something that goes on until it is stopped. */
export interface Going {
  readonly calls: Calls;
  readonly stop: () => Promise<void>;
}

/** Asks and reads the answer away; its status, or what kept it from coming. */
const call = async (url: string, init: RequestInit = {}): Promise<number | string> => {
  try {
    const response = await fetch(url, init);
    await response.body?.pipeTo(new WritableStream());
    return response.status;
  } catch (error) {
    return (error as Error).name;
  }
};

/** Begins so many calls a second, whether the ones before have ended or not. */
const steadily = (aSecond: number, begin: () => Promise<number | string>): Going => {
  const calls = new Calls();
  const open = new Set<Promise<void>>();
  const state = { isOn: true };
  const run = async (): Promise<void> => {
    const start = performance.now();
    for (let sent = 0; state.isOn;) {
      const due = ((performance.now() - start) / 1000) * aSecond;
      for (; sent < due; sent += 1) {
        // By when it was to be sent, so that a bench that is held up counts as well.
        const began = start + (sent / aSecond) * 1000;
        const one = begin().then((status) => {
          calls.add(status, performance.now() - began);
          open.delete(one);
        });
        open.add(one);
      }
      await sleep(2);
    }
  };
  const running = run();
  return {
    calls,
    stop: async () => {
      state.isOn = false;
      await running;
      await Promise.all(open);
    },
  };
};

/** Usages of one pattern, each in a request of its own. */
export const arriveOneByOne = (api: string, patternId: string, aSecond: number): Going =>
  steadily(aSecond, () =>
    call(`${api}/usage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ pattern_id: patternId, outcome: 'success', execution_time_ms: 12 }),
    }),
  );

/** Asks the same address every so many milliseconds. */
export const probe = (url: string, everyMs: number): Going => steadily(1000 / everyMs, () => call(url));

/** The most memory that a process takes, in bytes, as Linux tells it. */
export const watchMemory = (pid: number): { readonly stop: () => number } => {
  let most = 0;
  const look = (): void => {
    const found = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    most = Math.max(most, Number(found?.[1] ?? 0) * 1024);
  };
  const timer = setInterval(look, 200);
  return {
    stop: () => {
      clearInterval(timer);
      return most;
    },
  };
};
