import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import fc from 'fast-check';
import { Kafka, logLevel, type Producer } from 'kafkajs';
import { patternIdOf } from '../../src/common/pattern-id.js';
import { JobList } from '../../src/jobs/index.js';
import { JobRunner } from '../../src/jobs/job-runner.js';
import { EventStream } from '../support/event-stream.js';
import { everyQuestion } from '../support/extremes/ask-everything.js';
import { extremeUsage } from '../support/extremes/drawn-extreme.js';
import { OTLP_EVENTS, type PlacedUsage, type WayIn, waysIn } from '../support/extremes/ways-in.js';
import { openHttpApp } from '../support/http-app.js';
import { KafkaBroker } from '../support/kafka/kafka-broker.js';

const RUNS = Number(process.env['EXTREMES_RUNS'] ?? '4');
const API = '/api/pattern-analytics';
const TOPIC = 'extremes';
/** What counts as happening now for whoever follows, less what the test may take. */
const LIVE_MS = 60_000;

let broker: KafkaBroker | undefined;
let producer: Producer | undefined;
let app: NestFastifyApplication;
let url: string;
let ways: readonly WayIn[];

beforeAll(async () => {
  // The import writes what it did.
  jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
  jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
  if (KafkaBroker.isThere() || process.env['CI']) {
    broker = await KafkaBroker.create();
    await broker.start();
    producer = new Kafka({ brokers: [broker.address], logLevel: logLevel.NOTHING }).producer();
    await producer.connect();
  }
  app = await openHttpApp({
    OTLP_EVENTS,
    ALLOW_ERASURE: 'true',
    COLUMNSTORE_AFTER_DAYS: 30,
    ...(broker ? { KAFKA_BROKERS: broker.address, KAFKA_TOPIC: TOPIC } : {}),
  });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
  ways = await waysIn(app, producer && { producer, topic: TOPIC });
}, 120_000);
afterAll(async () => {
  await app.close();
  await producer?.disconnect();
  await broker?.stop();
  jest.restoreAllMocks();
}, 120_000);

interface Summary {
  readonly total_feedback: number;
  readonly success_count: number;
  readonly avg_quality_score: number | null;
  readonly avg_execution_time_ms: number | null;
}

const json = async <T>(path: string): Promise<T> => {
  const response = await fetch(url + path);
  const text = await response.text();
  expect({ path, status: response.status, text: response.status === 200 ? '' : text }).toEqual({
    path,
    status: 200,
    text: '',
  });
  return JSON.parse(text) as T;
};

const summaryOf = async (pattern: string): Promise<Summary> => {
  const { summary } = await json<{ summary: Summary }>(`${API}/pattern/${pattern}/history?limit=1`);
  return summary;
};

const mean = (values: readonly (number | null)[]): number | null => {
  const said = values.filter((value) => value !== null);
  return said.length === 0 ? null : said.reduce((sum, value) => sum + value, 0) / said.length;
};

/** Relative to 1: a quality that is all but 0 may be kept as 0. */
const near = (value: number | null): unknown => (value === null ? null : expect.closeTo(value, 9));

const isSuccess = ({ outcome }: PlacedUsage): boolean =>
  outcome === 'success' || outcome === 'partial_success';

/** What a plain computation says of them. */
const expectedOf = (usages: readonly PlacedUsage[]): object => ({
  total_feedback: usages.length,
  success_count: usages.filter(isSuccess).length,
  avg_quality_score: near(mean(usages.map(({ quality }) => quality))),
  avg_execution_time_ms: near(mean(usages.map(({ milliseconds }) => milliseconds))),
});

const runJobs = async (): Promise<void> => {
  const runner = app.get(JobRunner, { strict: false });
  for (const { name, work } of app.get(JobList, { strict: false }).jobs) await runner.run(name, work);
};

const expectWell = async (): Promise<void> => {
  const { jobs } = await json<{ jobs: { name: string; last_error: string | null }[] }>(`${API}/jobs`);
  expect(jobs.filter(({ last_error }) => last_error !== null)).toEqual([]);
  expect(await json('/health')).toMatchObject({ status: 'healthy' });
};

interface Sent {
  readonly way: WayIn;
  readonly pattern: string;
  readonly usages: readonly PlacedUsage[];
}

/** Waits until what Kafka brings was read. */
const untilRead = async ({ pattern, usages }: Sent): Promise<void> => {
  const address = `${url}${API}/pattern/${pattern}/history`;
  while ((await fetch(address)).status === 404) await sleep(50);
  while ((await summaryOf(pattern)).total_feedback < usages.length) await sleep(50);
};

const checkSums = async (sent: readonly Sent[]): Promise<void> => {
  for (const { way, pattern, usages } of sent) {
    expect({ way: way.name, ...(await summaryOf(pattern)) }).toMatchObject({
      way: way.name,
      ...expectedOf(usages),
    });
  }
};

/** An answer, or a refusal that names what is too much of the question. */
const isAnswered = (status: number, text: string): boolean =>
  status === 200 || (status === 422 && /"code":"too_many_\w+"/.test(text));

const askEverything = async (pattern: string): Promise<void> => {
  for (const path of everyQuestion(pattern, randomUUID())) {
    const response = await fetch(url + path);
    const body = Buffer.from(await response.arrayBuffer());
    const text = response.ok ? '' : body.toString();
    if (!isAnswered(response.status, text)) throw new Error(`${path}: ${response.status} ${text}`);
    if (response.headers.get('content-type')?.startsWith('application/json')) JSON.parse(body.toString());
  }
};

const compareAll = async (patterns: readonly string[]): Promise<void> => {
  for (let first = 0; first + 1 < patterns.length; first += 9) {
    const response = await fetch(`${url}${API}/compare`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        pattern_ids: patterns.slice(first, first + 10),
        metrics: ['quality', 'usage', 'success_rate'],
      }),
    });
    expect({ status: response.status, text: await response.text() }).toMatchObject({ status: 200 });
  }
};

const erase = async (pattern: string): Promise<void> => {
  const response = await fetch(`${url}${API}/patterns/${pattern}/usages`, { method: 'DELETE' });
  expect({ status: response.status, text: await response.text() }).toMatchObject({ status: 200 });
};

it('usages of extreme values come in by every way, and nothing that follows fails or counts wrongly', async () => {
  const usages = fc.array(extremeUsage, { minLength: 4, maxLength: 10, size: 'max' });
  await fc.assert(
    fc.asyncProperty(usages, fc.nat(), async (drawn, asked) => {
      const now = Date.now();
      const place = (way: WayIn): Sent => {
        const name = `${way.name} ${randomUUID()}`;
        const pattern = patternIdOf(name);
        const placed = drawn.map(({ time, ...usage }, index): PlacedUsage => ({
          ...usage,
          pattern: index % 2 === 0 ? name : pattern,
          at: 'at' in time ? time.at : now - time.ago,
        }));
        return { way, pattern, usages: placed.filter((usage) => way.takes(usage)) };
      };
      const sent = ways.map(place).filter(({ usages: placed }) => placed.length > 0);
      const stream = await EventStream.open(`${url}${API}/stream`);
      try {
        for (const { way, usages: placed } of sent) await way.send(placed);
        for (const one of sent) await untilRead(one);
        await checkSums(sent);
        await runJobs();
        await expectWell();
        await checkSums(sent);
        for (const { pattern, usages: placed } of sent) {
          const fresh = placed.filter(({ at }) => Math.abs(now - at) < LIVE_MS).length;
          if (fresh > 0) await stream.until((view) => (view.countOf(pattern) ?? 0) >= fresh);
        }
        await askEverything(sent[asked % sent.length]!.pattern);
        await compareAll(sent.map(({ pattern }) => pattern));
        expect(stream.isEnded).toBe(false);
        for (const { pattern } of sent) await erase(pattern);
        await runJobs();
        await expectWell();
      } finally {
        stream.close();
      }
    }),
    { numRuns: RUNS, endOnFailure: process.env['EXTREMES_SHRINK'] === undefined },
  );
}, 3_600_000);
