import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuidV7 } from 'uuid';
import { API_PREFIX } from '../src/common/api-prefix.js';
import { DAY_MS } from '../src/common/time-range.js';
import { benchUsages } from './ingest-data.js';

interface Options {
  /** Usages a second. */
  readonly rate: number;
  readonly seconds: number;
  readonly say: (text: string) => void;
}

interface Acknowledged {
  readonly total: number;
  readonly at: number;
}

const post = async (url: string, usages: readonly object[]): Promise<void> => {
  const response = await fetch(`${url}/${API_PREFIX}/usage/batch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(usages),
  });
  if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
  await response.arrayBuffer();
};

const totalOf = async (url: string, query: string): Promise<number> => {
  const response = await fetch(`${url}/${API_PREFIX}/usage-stats?${query}&limit=1`);
  return ((await response.json()) as { total_usage: number }).total_usage;
};

/**
 * How old the newest acknowledged usage is that an answer misses, seen when it was asked for; 0 where
 * it misses none.
 */
const ageMissed = (acknowledged: readonly Acknowledged[], answered: number, asked: number): number => {
  const missing = acknowledged.find(({ total, at }) => at <= asked && total > answered);
  return missing ? asked - missing.at : 0;
};

const p99 = (ages: readonly number[]): number =>
  [...ages].sort((a, b) => a - b)[Math.max(0, Math.ceil(0.99 * ages.length) - 1)]!;

/** One kind of usages that arrive, and the same question asked over and over meanwhile. */
const watch = async (
  url: string,
  { rate, seconds }: Options,
  query: string,
  make: (count: number) => readonly object[],
): Promise<number[]> => {
  const base = await totalOf(url, query);
  const acknowledged: Acknowledged[] = [];
  const end = performance.now() + seconds * 1000;
  const send = async (): Promise<void> => {
    const start = performance.now();
    let sent = 0;
    while (performance.now() < end) {
      const due = Math.floor(((performance.now() - start) / 1000) * rate) - sent;
      if (due < Math.max(1, rate / 20)) {
        await sleep(10);
        continue;
      }
      await post(url, make(due));
      sent += due;
      acknowledged.push({ total: base + sent, at: performance.now() });
    }
  };
  const ages: number[] = [];
  const poll = async (): Promise<void> => {
    while (performance.now() < end) {
      const asked = performance.now();
      ages.push(ageMissed(acknowledged, await totalOf(url, query), asked));
    }
  };
  await Promise.all([send(), poll(), poll()]);
  return ages;
};

/** @returns how many goals were missed. */
export const measureFreshness = async (url: string, options: Options): Promise<number> => {
  const late = Date.now() - 30 * DAY_MS;
  const from = new Date(late - DAY_MS).toISOString();
  const to = new Date(late + DAY_MS).toISOString();
  const pattern_id = randomUUID();
  const young = await watch(url, options, 'time_range=1d', benchUsages);
  // A hundredth of the usages are late, all in the same hours.
  const old = await watch(
    url,
    { ...options, rate: Math.ceil(options.rate / 100) },
    `from=${from}&to=${to}&pattern_id=${pattern_id}`,
    (count) =>
      Array.from({ length: count }, () => {
        const time = late + Math.floor(Math.random() * 7_200_000);
        return { id: uuidV7({ msecs: time }), pattern_id, outcome: 'success' };
      }),
  );
  let missed = 0;
  for (const [name, ages, goal] of [
    ['the newest usage that an answer misses', young, 1000],
    ['the newest late usage that an answer misses', old, 2000],
  ] as const) {
    const age = p99(ages);
    if (age >= goal) missed += 1;
    options.say(
      `  age of ${name}, p99 of ${ages.length} answers: ${age.toFixed(0)} ms (goal: under ${goal} ms)${age < goal ? '' : '  MISSED'}`,
    );
  }
  return missed;
};
