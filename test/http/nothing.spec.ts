import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { AnswerCache } from '../../src/cache/answer-cache.js';
import { AssessmentService } from '../../src/effectiveness/index.js';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';
/** Described, never used; used, and nothing else is known of it. */
const [NEVER, BARE] = ['a', 'b'].map((letter) => `${letter.repeat(8)}-1111-4111-8111-111111111111`) as [
  string,
  string,
];

/** What a mean, rate, share or percentile may be called. */
const FIGURE =
  /rate|quality|execution_time|latency|average|avg|mean|median|std_dev|percentage|share|lower|upper|^p\d\d/;
const OF_QUALITY_OR_TIME = /quality|execution_time|latency|^p\d\d/;
/** Named like one, but something else: how usages changed, how exact percentiles are, what was asked for. */
const NO_FIGURE = /^(growth_rate|relative_error|min_quality|total_.*|high_.*)$/;

interface Found {
  readonly path: string;
  readonly name: string;
  readonly value: unknown;
}

/** Every scalar of an answer, with the name that it has, or that the list or object has which holds it. */
const scalars = (value: unknown, path = '', name = ''): Found[] => {
  if (typeof value !== 'object' || value === null) return [{ path, name, value }];
  return Object.entries(value).flatMap(([key, inner]) =>
    scalars(inner, `${path}/${key}`, /^\d+$/.test(key) || key === 'value' || key === BARE ? name : key),
  );
};

let app: NestFastifyApplication;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());

interface Parameter {
  readonly name: string;
  readonly in: string;
}
type Paths = Readonly<
  Record<string, { readonly get?: { readonly parameters?: readonly Parameter[] } | undefined }>
>;

/** What does not tell of patterns: files and streams have tests of their own. */
const LEFT_OUT = /\/(stream|export|health.*|jobs|ingestion|unmapped|usages)$|^\/(health|metrics)/;

/** Every question by its address, in the ways that show the most. */
const questions = async (id: string): Promise<string[]> => {
  const { body } = await api().get('/docs-json').expect(200);
  return Object.entries((body as { paths: Paths }).paths).flatMap(([path, { get }]): string[] => {
    if (!get || LEFT_OUT.test(path)) return [];
    const names = new Set((get.parameters ?? []).filter((one) => one.in === 'query').map((one) => one.name));
    const more: Record<string, string> = {
      pattern_id: id,
      fill: 'true',
      compare: 'previous_period',
      time_range: '7d',
      min_samples: '1',
      min_frequency: '1',
      min_co_occurrence: '1',
      limit: '5',
    };
    const wide = Object.entries(more).filter(([name]) => names.has(name));
    const needed = new URLSearchParams({
      ...(names.has('query') ? { query: 'pattern' } : {}),
      ...(path.endsWith('/time-series') ? { pattern_id: id } : {}),
    });
    const all = new URLSearchParams([...needed, ...wide]);
    const address = path.replaceAll(/\{(id|pattern_id)\}/g, id);
    const metrics = path.endsWith('/time-series')
      ? ['quality', 'success_rate', 'execution_time', 'latency_p95']
      : [''];
    return metrics.flatMap((metric) =>
      [needed, all].map((query) => {
        if (metric !== '') query.set('metric', metric);
        return `${address}?${query.toString()}`;
      }),
    );
  });
};

const figuresOf = async (address: string): Promise<Found[]> => {
  const { status, body } = await api().get(address);
  expect([address, status]).toEqual([address, 200]);
  const metric = /metric=(\w+)/.exec(address)?.[1] ?? '';
  return scalars(body).map((one) =>
    one.name === 'data' || one.name === 'series' ? { ...one, name: metric } : one,
  );
};

const compared = async (): Promise<Found[]> => {
  const { body } = await api()
    .post(`${API}/compare`)
    .send({ pattern_ids: [NEVER, BARE] })
    .expect(200);
  const { comparisons, ...others } = body as { comparisons: { metric_name: string }[] };
  // How often patterns were used on average is 0 in truth.
  return scalars({
    ...others,
    comparisons: comparisons.filter(({ metric_name }) => metric_name !== 'usage'),
  });
};

/** The numbers among the figures of a kind, by where they stand. */
const numbersAmong = (address: string, found: readonly Found[], kind: RegExp): string[] =>
  found
    .filter(({ name, value }) => kind.test(name) && !NO_FIGURE.test(name) && typeof value === 'number')
    .map(({ path, value }) => `${address} ${path}: ${String(value)}`);

beforeAll(async () => {
  app = await openHttpApp({ CO_USAGE_REFRESH_SECONDS: 0, ASSESSMENT_SECONDS: 0 }, { withoutRollups: true });
});
afterAll(() => app.close());

describe('a figure of nothing', () => {
  it('is no number in any answer of a store without usages', async () => {
    await api().put(`${API}/patterns/${NEVER}`).send({ name: 'A pattern' }).expect(200);
    const asked = await questions(NEVER);
    expect(asked.length).toBeGreaterThan(40);
    let seen = 0;
    const numbers = numbersAmong('compare', await compared(), FIGURE);
    for (const address of asked) {
      const found = await figuresOf(address);
      seen += found.filter(({ name, value }) => FIGURE.test(name) && value === null).length;
      numbers.push(...numbersAmong(address, found, FIGURE));
    }
    expect(numbers).toEqual([]);
    expect(seen).toBeGreaterThan(30);
  });

  it('is no number in any answer of a pattern whose usages have no quality and no time', async () => {
    const usages = Array.from({ length: 12 }, (_, at) => ({
      pattern_id: BARE,
      pattern_name: 'A bare pattern',
      outcome: at % 3 === 0 ? 'failure' : 'success',
      created_at: new Date(Date.now() - at * 3_600_000).toISOString(),
    }));
    await api().post(`${API}/usage/batch`).send(usages).expect(200);
    await app.get(AssessmentService, { strict: false }).refresh();
    await app.get(AnswerCache, { strict: false }).invalidate();
    const numbers = numbersAmong('compare', await compared(), OF_QUALITY_OR_TIME);
    for (const address of await questions(BARE)) {
      numbers.push(...numbersAmong(address, await figuresOf(address), OF_QUALITY_OR_TIME));
    }
    expect(numbers).toEqual([]);
  });
});
