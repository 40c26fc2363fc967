import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import fc from 'fast-check';
import request from 'supertest';
import { chosenIds } from '../../dashboard/src/view/chosen-ids.js';
import { arrivalsQuery } from '../../dashboard/src/pages/ingestion/arrivals-query.js';
import { toRetireQuery } from '../../dashboard/src/pages/life-cycle/to-retire-query.js';
import { usageQuery } from '../../dashboard/src/pages/pattern/usage-query.js';
import { tableQuery } from '../../dashboard/src/pages/patterns/table-query.js';
import { graphChoice, relationshipsQuery } from '../../dashboard/src/pages/relationships/graph-query.js';
import {
  filterQuery,
  granularityOf,
  rangeQuery,
  readView,
  VIEW_PARAMETERS,
} from '../../dashboard/src/view/view.js';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';
const ID = '0aaaaaaa-1111-4111-8111-111111111111';
const OTHER = '0bbbbbbb-1111-4111-8111-111111111111';

let app: NestFastifyApplication;
beforeAll(async () => {
  app = await openHttpApp();
  await request(app.getHttpServer())
    .post(`${API}/usage/batch`)
    .send([ID, OTHER].map((pattern_id) => ({ pattern_id, outcome: 'success', quality_score: 0.5 })))
    .expect(200);
});
afterAll(() => app.close());

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom('', ' ', '\0', '\ud800', '-1', '1e400', 'NaN', 'Infinity', '__proto__'),
);
const time = fc.oneof(
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc
    .date({ min: new Date('2025-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  fc.constantFrom(
    '2026',
    '2026-03-01',
    '2026-03-01T00:00:00+14:00',
    '1969-12-31T23:59:59.999Z',
    '1970-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999Z',
    '+010000-01-01T00:00:00Z',
    'Sun, 01 Mar 2026 00:00:00 GMT',
    '2026-03-29T02:30',
  ),
);
const zone = fc.oneof(
  fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
  fc.constantFrom('UTC', 'utc', 'GMT', 'Etc/GMT+14', 'Etc/Unknown', '+02:00', 'UTC+2', 'EST5EDT', 'Factory'),
);
const VALUES: Readonly<Record<string, fc.Arbitrary<string>>> = {
  range: fc.constantFrom('1d', '7d', '30d', '90d', '7D', '365d'),
  from: time,
  to: time,
  granularity: fc.constantFrom('hour', 'day', 'week', 'minute', 'HOUR'),
  tz: zone,
  type: fc.constantFrom('security', 'other', 'Security'),
  node: fc.constantFrom('effect', 'EFFECT', 'x'),
  outcome: fc.constantFrom('success', 'success,success', 'failure,x,error', ',,', 'SUCCESS'),
  sort: fc.constantFrom('name', 'usage_count', 'success_rate', 'x'),
  order: fc.constantFrom('asc', 'desc', 'up'),
  q: fc.constantFrom('a', '%', '_', '\\', "'", 'a'.repeat(1000), '😀'.repeat(200)),
  recommendation: fc.constantFrom('recommended', 'x', 'recommended,x'),
  state: fc.constantFrom('draft', 'active', 'deprecated', 'retired', 'active,retired', 'Active'),
  used: fc.constantFrom('over_30_days_ago', 'over_90_days_ago', 'never', '30d'),
  keep: fc.constantFrom('yes', 'no', 'true'),
  unused: fc.constantFrom('30_days', '60_days', '365_days', '1d'),
  by: fc.constantFrom('minute', 'hour', 'day', 'week', 'year'),
  measure: fc.constantFrom('strength', 'lift', 'npmi', 'support', 'x'),
  least: fc.oneof(fc.double().map(String), fc.constantFrom('0.5', '1e-7', '5', '1e9', '0x10')),
  pairs: fc.constantFrom('50', '2000', '1', '1e3'),
  pattern_id: fc.constantFrom(ID, `${ID},${OTHER}`, ID.toUpperCase(), 'x', `${ID},x,,${OTHER}`),
};
const entry = fc
  .constantFrom(...Object.keys(VALUES))
  .chain((name) => fc.tuple(fc.constant(name), fc.oneof(VALUES[name]!, text)));

it('knows every parameter of the view', () => {
  expect(Object.keys(VALUES)).toEqual(expect.arrayContaining([...VIEW_PARAMETERS]));
});

it('asks what the API answers, whatever an address says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 8 }), async (entries) => {
      const parameters = new URLSearchParams(entries);
      const view = readView(parameters, 'Europe/Berlin');
      const buckets = { granularity: granularityOf(view), timezone: view.timeZone };
      const asked: Readonly<Record<string, object>> = {
        overview: { ...rangeQuery(view), ...filterQuery(view), ...buckets },
        patterns: tableQuery(view, parameters),
        'patterns/to-retire': toRetireQuery(view, parameters),
        relationships: relationshipsQuery(view, graphChoice(parameters)),
        errors: { ...usageQuery(view, ID), granularity: buckets.granularity, timezone: view.timeZone },
        ingestion: arrivalsQuery(view, parameters),
        adoption: { ...rangeQuery(view), ...filterQuery(view), ...buckets },
        'time-series': {
          ...rangeQuery(view),
          ...buckets,
          metric: 'usage',
          pattern_id: `${ID},${OTHER}`,
          fill: true,
        },
      };
      for (const [path, query] of Object.entries(asked)) {
        const { status, body } = await request(app.getHttpServer()).get(`${API}/${path}`).query(query);
        expect([path, query, status, (body as { detail?: string }).detail]).toEqual([
          path,
          query,
          200,
          undefined,
        ]);
      }
      const ids = chosenIds(parameters).slice(0, 10);
      if (ids.length < 2) return;
      await request(app.getHttpServer())
        .post(`${API}/compare`)
        .send({ pattern_ids: ids, ...rangeQuery(view) })
        .expect(200);
    }),
    { numRuns: 150 },
  );
  // Nine hundred questions, and a browser's spec beside it.
}, 240_000);
