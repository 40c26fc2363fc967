import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import fc from 'fast-check';
import request from 'supertest';
import { Clock } from '../../src/common/clock.js';
import { openHttpApp } from '../support/http-app.js';
import { REPORTED_PATTERNS, type ReportedUsage, reportedUsages } from '../support/reported-usage.js';

const API = '/api/pattern-analytics';
const NOW = Date.parse('2026-03-04T10:30:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const UNUSED = '99999999-1111-4111-8111-111111111111';

let app: NestFastifyApplication;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());

const [usages] = fc.sample(reportedUsages(NOW, 300), { numRuns: 1, seed: 11 }) as [ReportedUsage[]];
beforeAll(async () => {
  app = await openHttpApp({}, { withoutRollups: true });
  app.get(Clock, { strict: false }).now = () => NOW;
  await api().post(`${API}/usage/batch`).send(usages).expect(200);
  await api().put(`${API}/patterns/${UNUSED}`).send({ name: 'pattern 9', type: 'security' }).expect(200);
});
afterAll(() => app.close());

interface Row {
  readonly pattern_id: string;
  readonly pattern_name: string;
  readonly pattern_type: string;
  readonly usage_count: number;
  readonly success_rate: number | null;
  readonly avg_quality: number | null;
  readonly p95_execution_time_ms: number | null;
  readonly effectiveness_score: number;
  readonly recommendation: string;
  readonly first_seen: string | null;
  readonly last_used: string | null;
  readonly sparkline: readonly number[];
}

const timeOf = ({ created_at }: ReportedUsage): number => Date.parse(created_at);
const format = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');
const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;

/** What a row says, computed plainly. */
const expectedRow = (id: string, from: number): object => {
  const ever = usages.filter(({ pattern_id }) => pattern_id === id);
  const own = ever.filter((usage) => timeOf(usage) >= from);
  const rate = mean(own.map(({ outcome }) => Number(outcome.includes('success'))));
  const quality = mean(own.flatMap(({ quality_score }) => quality_score ?? []));
  const times = own.flatMap(({ execution_time_ms }) => execution_time_ms ?? []).sort((a, b) => a - b);
  const p95 = times[Math.ceil(0.95 * times.length) - 1] ?? null;
  const score = 0.5 * (rate ?? 0) + 0.3 * (quality ?? 0) + 0.2 * Math.min(own.length / 100, 1);
  const middle = (from + NOW) / 2;
  const second = own.filter((usage) => timeOf(usage) >= middle).length;
  const first = own.length - second;
  const pattern = REPORTED_PATTERNS.find(({ pattern_id }) => pattern_id === id);
  const close = (value: number | null): unknown => (value === null ? null : expect.closeTo(value, 9));
  return {
    pattern_id: id,
    pattern_name: id === UNUSED ? 'pattern 9' : (pattern?.pattern_name ?? `pattern_${id.slice(0, 8)}`),
    pattern_type: id === UNUSED ? 'security' : (pattern?.pattern_type ?? 'other'),
    node_type: pattern?.node_type ?? null,
    usage_count: own.length,
    success_rate: rate,
    avg_quality: close(quality),
    avg_execution_time_ms: close(mean(times)),
    p95_execution_time_ms: p95 === null ? null : expect.any(Number),
    effectiveness_score: own.length === 0 ? 0 : close(score),
    confidence: Math.min(own.length / 30, 1),
    recommendation: expect.any(String),
    reason: expect.stringMatching(own.length === 0 ? /^It was not used/ : /^Score 0\.\d\d: .*\.$/),
    usage_trend: second > 1.2 * first ? 'increasing' : second < 0.8 * first ? 'decreasing' : 'stable',
    first_seen: ever.length === 0 ? null : format(Math.min(...ever.map(timeOf))),
    last_used: own.length === 0 ? null : format(Math.max(...own.map(timeOf))),
    state: 'active',
    keep: false,
    sparkline: expect.any(Array),
  };
};

const get = async (query: string): Promise<{ patterns: Row[]; total: number; [field: string]: unknown }> =>
  (await api().get(`${API}/patterns?${query}`).expect(200)).body;
const idsOf = (rows: readonly Row[]): string[] => rows.map(({ pattern_id }) => pattern_id);
const ALL = [...new Set([...usages.map(({ pattern_id }) => pattern_id), UNUSED])].sort();

describe('GET /patterns', () => {
  it.each([
    ['', 7],
    ['time_range=30d', 30],
    [`from=${format(NOW - 50 * HOUR)}`, 50 / 24],
  ])('lists all patterns with their metrics: %p', async (query, days) => {
    const from = NOW - days * DAY;
    const { patterns, total, sparkline } = await get(query);
    expect(total).toBe(ALL.length);
    expect(idsOf(patterns).sort()).toEqual(ALL);
    const { start, bucket_seconds, buckets } = sparkline as Record<string, string | number>;
    expect(buckets).toBeLessThanOrEqual(30);
    for (const row of patterns) {
      expect(row).toEqual(expectedRow(row.pattern_id, from));
      const counts = Array.from({ length: buckets as number }, () => 0);
      for (const usage of usages) {
        if (usage.pattern_id !== row.pattern_id || timeOf(usage) < from) continue;
        const at = (timeOf(usage) - Date.parse(start as string)) / (1000 * (bucket_seconds as number));
        counts[Math.floor(at)]! += 1;
      }
      expect(row.sparkline).toEqual(counts);
      const times = usages
        .filter((usage) => usage.pattern_id === row.pattern_id && timeOf(usage) >= from)
        .flatMap(({ execution_time_ms }) => execution_time_ms ?? [])
        .sort((a, b) => a - b);
      const p95 = times[Math.ceil(0.95 * times.length) - 1];
      if (p95) expect(Math.abs(row.p95_execution_time_ms! / p95 - 1)).toBeLessThan(0.048);
    }
  });

  it.each([
    ['type', (row: Row) => row.pattern_type],
    ['usage_count', (row: Row) => row.usage_count],
    ['success_rate', (row: Row) => row.success_rate],
    ['avg_quality', (row: Row) => row.avg_quality],
    ['p95_execution_time_ms', (row: Row) => row.p95_execution_time_ms],
    ['effectiveness_score', (row: Row) => row.effectiveness_score],
    ['first_seen', (row: Row) => row.first_seen && Date.parse(row.first_seen)],
    ['last_used', (row: Row) => row.last_used && Date.parse(row.last_used)],
  ])('sorts by %s either way, pages without gap, what has no value last', async (sort, valueOf) => {
    for (const order of ['asc', 'desc']) {
      const { patterns } = await get(`sort=${sort}&order=${order}`);
      for (const [at, row] of patterns.slice(1).entries()) {
        const [a, b] = [valueOf(patterns[at]!), valueOf(row)];
        if (a === null) expect(b).toBeNull();
        if (a === null || b === null) continue;
        if (a === b) expect(patterns[at]!.pattern_id < row.pattern_id).toBe(true);
        else expect(a < b).toBe(order === 'asc');
      }
      const pages = [];
      for (let offset = 0; offset < ALL.length; offset += 4)
        pages.push(...(await get(`sort=${sort}&order=${order}&limit=4&offset=${offset}`)).patterns);
      expect(pages).toEqual(patterns);
    }
  });

  it('sorts names as people look them up', async () => {
    const names = (await get('sort=name')).patterns.map(({ pattern_name }) => pattern_name);
    const { compare } = new Intl.Collator('en', { sensitivity: 'base', numeric: true });
    expect(names).toEqual([...names].sort(compare));
    expect(names.indexOf('pattern 9')).toBeLessThan(names.indexOf('Pattern 20 of 100%_'));
    const reversed = (await get('sort=name&order=desc')).patterns;
    expect(reversed.map(({ pattern_name }) => pattern_name)).toEqual(names.reverse());
  });

  it('filters, with the total of what is left', async () => {
    const { patterns: all } = await get('limit=200');
    const expectOnly = async (query: string, matches: (row: Row) => boolean): Promise<void> => {
      const { patterns, total } = await get(`${query}&limit=200`);
      expect(idsOf(patterns)).toEqual(idsOf(all.filter(matches)));
      expect(total).toBe(patterns.length);
    };
    await expectOnly('pattern_type=other', ({ pattern_type }) => pattern_type === 'other');
    await expectOnly('q=PATTERN', ({ pattern_name }) => /pattern/i.test(pattern_name));
    await expectOnly('q=100%25_', ({ pattern_name }) => pattern_name.includes('100%_'));
    await expectOnly('q=00%25_p', () => false);
    await expectOnly('q=pattern_1', ({ pattern_name }) => pattern_name.includes('pattern_1'));
    await expectOnly('node_type=EFFECT', ({ pattern_id }) => ['0', '4'].includes(pattern_id[0]!));
    const some = [all[1]!.pattern_id, all[4]!.pattern_id];
    await expectOnly(`pattern_id=${some.join(',').toUpperCase()}`, ({ pattern_id }) =>
      some.includes(pattern_id),
    );
    for (const name of ['highly_recommended', 'insufficient_data', 'not_recommended', 'use_with_caution'])
      await expectOnly(`recommendation=${name}`, ({ recommendation }) => recommendation === name);
    expect(await get('offset=1000')).toMatchObject({ patterns: [], total: ALL.length });
  });

  it.each([
    ['limit=201', '/limit'],
    ['offset=-1', '/offset'],
    ['sort=speed', '/sort'],
    ['order=up', '/order'],
    ['q=', '/q'],
    ['recommendation=maybe', '/recommendation'],
    ['timezone=UTC', '/timezone'],
    ['pattern_id=1234', '/pattern_id'],
  ])('refuses %s', async (query, pointer) => {
    const { body } = await api().get(`${API}/patterns?${query}`).expect(422);
    expect(body.errors[0].pointer).toBe(pointer);
  });

  it('follows the patterns, also of a range that is over', async () => {
    const range = 'from=2026-02-01T00:00:00Z&to=2026-02-10T00:00:00Z';
    const before = (await get(range)).total;
    const [described, used] = ['8a', '9a'].map((two) => `${two.repeat(4)}-1111-4111-8111-111111111111`);
    await api().put(`${API}/patterns/${described}`).send({ name: 'Described' }).expect(200);
    expect((await get(range)).total).toBe(before + 1);
    const usage = { pattern_id: used, pattern_name: 'Used', outcome: 'success', created_at: format(NOW) };
    await api().post(`${API}/usage/batch`).send([usage]).expect(200);
    const { patterns, total } = await get(`${range}&q=used`);
    expect([total, patterns[0]!.pattern_name, patterns[0]!.usage_count]).toEqual([1, 'Used', 0]);
    expect((await get(range)).total).toBe(before + 2);
  });
});
