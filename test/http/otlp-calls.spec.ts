import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import fc from 'fast-check';
import request from 'supertest';
import { patternIdOf } from '../../src/common/pattern-id.js';
import { TrackerDataSource } from '../../src/store/connection/tracker-data-source.js';
import { openHttpApp } from '../support/http-app.js';
import { type ScratchStore, scratchStore } from '../support/scratch-store.js';
import { bodyOf, drawnSession, type Tally, type ToldRecord, toldSession } from '../support/told-session.js';

const API = '/api/pattern-analytics';
const HOUR = 3_600_000;

let scratch: ScratchStore;
/** Two where the store can be shared. */
let instances: NestFastifyApplication[];
const start = async (): Promise<void> => {
  const isShared = scratch.settings.DATABASE_URL !== undefined;
  instances = [await openHttpApp(scratch.settings)];
  if (isShared) instances.push(await openHttpApp(scratch.settings));
};
const stop = async (): Promise<void> => {
  for (const instance of instances) await instance.close();
};

beforeAll(async () => {
  scratch = await scratchStore();
  await start();
});
afterAll(async () => {
  await stop();
  await scratch.remove();
});

const api = (instance = 0): ReturnType<typeof request> =>
  request(instances[instance % instances.length]!.getHttpServer());

/** Sends records, the log events and the spans among them at the same time. */
const send = async (records: readonly ToldRecord[], instance = 0): Promise<void> => {
  const requests = (['logs', 'traces'] as const).map(async (signal) => {
    const { body } = await api(instance).post(`/v1/${signal}`).send(bodyOf(signal, records)).expect(200);
    expect(body).toEqual({});
  });
  await Promise.all(requests);
};

const sorted = (tallies: readonly Tally[]): Tally[] =>
  [...tallies].sort((a, b) => (a.pattern + a.outcome < b.pattern + b.outcome ? -1 : 1));

/** What is stored of patterns, and that their answers count the same. */
const stored = async (names: readonly string[]): Promise<Tally[]> => {
  const ids = new Map(names.map((name) => [patternIdOf(name), name]));
  const rows = await instances[0]!
    .get(TrackerDataSource, { strict: false })
    .query<{ pattern_id: string; outcome: string; usages: number; ms: number }[]>(
      `SELECT pattern_id, outcome, count(*)::int AS usages, coalesce(sum(execution_time_ms), 0)::int AS ms
       FROM pattern_feedback WHERE pattern_id = ANY($1::uuid[]) GROUP BY pattern_id, outcome`,
      [[...ids.keys()]],
    );
  return sorted(rows.map(({ pattern_id, ...counts }) => ({ pattern: ids.get(pattern_id)!, ...counts })));
};

/** Orders in which records may come: any, some of them several times, in any batches, to any instance. */
const deliveries = fc.record({
  prompts: drawnSession,
  order: fc.infiniteStream(fc.nat(1_000_000)),
  repeated: fc.infiniteStream(fc.nat(3)),
  batches: fc.infiniteStream(fc.nat(5)),
  tickMs: fc.constantFrom(0, 7),
});
const draw = (stream: fc.Stream<number>): number => stream.next().value as number;

describe('calls that several records tell of', () => {
  it('are as many usages, with what came of them, whatever order, batch or repetition', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ prompts, order, repeated, batches, tickMs }) => {
        const { records, tallies } = toldSession(prompts, randomUUID(), Date.now() - HOUR, tickMs);
        const sent = records
          .flatMap((record) => (draw(repeated) === 0 ? [record, record] : [record]))
          .map((record) => ({ record, at: draw(order) }))
          .sort((a, b) => a.at - b.at)
          .map(({ record }) => record);
        const requests: Promise<void>[] = [];
        while (sent.length > 0) {
          const size = 1 + draw(batches);
          requests.push(send(sent.splice(0, size), size));
          if (size > 2) await Promise.all(requests);
        }
        await Promise.all(requests);
        expect(await stored([...new Set(tallies.map(({ pattern }) => pattern))])).toEqual(sorted(tallies));
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  it.each([
    ['in their order', (records: readonly ToldRecord[]) => [...records]],
    ['reversed', (records: readonly ToldRecord[]) => [...records].reverse()],
  ])(
    'that failed are failures, the results hours apart and after a restart (%s)',
    async (_, ordered) => {
      const prefix = randomUUID();
      const name = `${prefix} skill 0`;
      const failing = {
        kind: 'skill',
        name: 0,
        succeeds: false,
        ms: 10,
        hasId: false,
        spans: 0,
        inside: [],
      } as const;
      const prompts = Array.from({ length: 150 }, () => [failing]);
      // Two minutes from one record to the next are ten hours.
      const { records } = toldSession(prompts, prefix, Date.now() - 11 * HOUR, 120_000);
      const sent = ordered(records.filter((_record, at) => at % 2 === 0)).concat(
        ordered(records.filter((_record, at) => at % 2 === 1)),
      );
      await send(sent.slice(0, 170));
      await stop();
      await start();
      await send(sent.slice(170), 1);
      expect(await stored([name])).toEqual([{ pattern: name, outcome: 'failure', usages: 150, ms: 1500 }]);
      const id = patternIdOf(name);
      const { body } = await api().get(`${API}/patterns/${id}/effectiveness`).expect(200);
      expect(body.metrics).toMatchObject({ success_count: 0, failure_count: 150, success_rate: 0 });
    },
    60_000,
  );
});

describe('an evaluation', () => {
  const now = Date.now();
  const attributes = (values: Readonly<Record<string, string | number>>): object[] =>
    Object.entries(values).map(([key, value]) => ({
      key,
      value: typeof value === 'string' ? { stringValue: value } : { doubleValue: value },
    }));
  const traceId = (): string => randomUUID().replaceAll('-', '');
  const SPAN = '00f067aa0ba902b7';
  const span = (trace: string, values: Record<string, string>): ToldRecord => {
    const [start, end] = [`${now}000000`, `${now + 5}000000`];
    const times = { startTimeUnixNano: start, endTimeUnixNano: end };
    const record = { traceId: trace, spanId: SPAN, name: 'a span', ...times, attributes: attributes(values) };
    return { signal: 'traces', record };
  };
  const tool = (trace: string, name: string): ToldRecord =>
    span(trace, { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': name });
  const judgement = (
    name: string,
    values: Record<string, string | number>,
    ids: object = {},
    afterMs = 0,
  ): ToldRecord => ({
    signal: 'logs',
    record: {
      ...ids,
      timeUnixNano: `${now + afterMs}000000`,
      body: { stringValue: 'gen_ai.evaluation.result' },
      attributes: attributes({
        'gen_ai.evaluation.name': name,
        ...Object.fromEntries(Object.entries(values).map(([key, value]) => [`gen_ai.${key}`, value])),
      }),
    },
  });
  const SCORE = 'evaluation.score.value';
  const LABEL = 'evaluation.score.label';
  interface Judged {
    readonly outcome: string;
    readonly quality_score: number | null;
    readonly evaluations: Readonly<Record<string, object>> | null;
  }
  const judged = (name: string): Promise<Judged[]> =>
    instances[0]!.get(TrackerDataSource, { strict: false }).query(
      `SELECT outcome, quality_score, feedback -> 'evaluations' AS evaluations FROM pattern_feedback
       WHERE pattern_id = $1`,
      [patternIdOf(name)],
    );

  it('is kept in the usage that it judges, whichever comes first, and is no pattern', async () => {
    for (const isFirst of [true, false]) {
      const name = `tool ${randomUUID()}`;
      const trace = traceId();
      const relevance = `relevance ${randomUUID()}`;
      const ids = { traceId: trace, spanId: SPAN };
      const judgements = [
        judgement(relevance, { [SCORE]: 0.25, 'evaluation.explanation': 'off topic' }, ids, 1),
        judgement(relevance, { [SCORE]: 0.75 }, ids, 2),
        judgement('tone', { [LABEL]: 'rude' }, ids, 3),
        judgement('length', { [SCORE]: 412 }, ids, 4),
      ];
      const batches = [[tool(trace, name)], judgements.slice(0, 2).reverse(), judgements];
      for (const batch of isFirst ? batches : batches.reverse()) await send(batch);
      expect(await judged(name)).toEqual([
        {
          outcome: 'success',
          quality_score: 0.75,
          evaluations: {
            [relevance]: expect.objectContaining({ value: 0.75, quality: 0.75, explanation: null }),
            tone: expect.objectContaining({ value: null, label: 'rude' }),
            length: expect.objectContaining({ value: 412, quality: null }),
          },
        },
      ]);
      await api()
        .get(`${API}/patterns/${patternIdOf(relevance)}`)
        .expect(404);
      const [waiting] = await instances[0]!
        .get(TrackerDataSource, { strict: false })
        .query('SELECT count(*)::int AS count FROM otlp_evaluation WHERE $1 = ANY(keys)', [
          `${trace}-${SPAN}`,
        ]);
      expect(waiting).toEqual({ count: 0 });
    }
  });

  it('finds an answer by its id, a call by its id, and an execution that was reported', async () => {
    const name = `prompt ${randomUUID()}`;
    const response = `resp_${randomUUID()}`;
    const trace = traceId();
    const chat = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.prompt.name': name,
      'gen_ai.response.id': response,
    };
    await send([judgement('relevance', { [SCORE]: 0.5, 'response.id': response })]);
    await send([span(trace, chat)]);
    await send([judgement('tone', { [SCORE]: 1 }, { traceId: trace, spanId: SPAN }, 1)]);
    expect(await judged(name)).toMatchObject([
      { quality_score: 1, evaluations: { relevance: { value: 0.5 }, tone: { value: 1 } } },
    ]);
    const skill = `skill ${randomUUID()}`;
    const execution_id = `run ${randomUUID()}`;
    await api().post(`${API}/usage`).send({ pattern: skill, outcome: 'unknown', execution_id }).expect(201);
    await send([judgement('passed', { [LABEL]: 'fail', 'response.id': execution_id })]);
    expect(await judged(skill)).toMatchObject([{ outcome: 'failure', quality_score: null }]);
  });

  it('leaves what people said', async () => {
    const skill = `skill ${randomUUID()}`;
    const execution_id = `run ${randomUUID()}`;
    await api().post(`${API}/usage`).send({ pattern: skill, outcome: 'success', execution_id }).expect(201);
    await send([judgement('relevance', { [SCORE]: 0.5, 'response.id': execution_id })]);
    const feedback = {
      pattern: skill,
      execution_id,
      success: false,
      quality_rating: 2,
    };
    await api().post(`${API}/feedback`).send(feedback).expect(200);
    await send([judgement('tone', { [SCORE]: 1, 'response.id': execution_id }, {}, 1)]);
    const [usage] = await judged(skill);
    expect(usage).toMatchObject({ outcome: 'failure', evaluations: { relevance: {}, tone: {} } });
    expect(usage!.quality_score).not.toBe(1);
  });
});
