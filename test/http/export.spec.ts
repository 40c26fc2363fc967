import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { parse } from 'csv-parse/sync';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import request from 'supertest';
import { UsageExportRepository } from '../../src/store/usages/usage-export.repository.js';
import { TrackerDataSource } from '../../src/store/connection/tracker-data-source.js';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';
const DAY = 86_400_000;
const now = Date.now();
const PATTERNS: string[] = Array.from({ length: 5 }, () => randomUUID());
const FORMULAS = ['=1+1', '+49 30', '-2', '@SUM(A1)', '\ttab', '\rreturn', 'plain, "quoted"\nline', ''];

type Row = Record<string, unknown>;

let app: NestFastifyApplication;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());
let sent: Row[] = [];

const timeOf = (usage: Row): number => Date.parse(usage['created_at'] as string);
/** By time and id, as an export is. */
const inOrder = (rows: readonly Row[]): Row[] =>
  [...rows].sort((a, b) => timeOf(a) - timeOf(b) || (String(a['id']) < String(b['id']) ? -1 : 1));

beforeAll(async () => {
  app = await openHttpApp();
  sent = Array.from({ length: 1200 }, (_, index) => ({
    id: randomUUID(),
    pattern_id: PATTERNS[index % 5],
    pattern_name: index % 5 === 0 ? '=cmd()' : `Pattern ${index % 5}`,
    // Many at the same time, so that pages end in the midst of them.
    created_at: new Date(now - 6 * DAY + Math.floor(index / 50) * 3_600_000).toISOString(),
    outcome: index % 3 === 0 ? 'error' : 'success',
    quality_score: index % 4 === 0 ? null : (index % 65) / 64,
    execution_time_ms: index % 7 === 0 ? null : index,
    context: { team: ['a', 'b'][index % 2], text: 'Ünïcode "\n' },
    correlation_id: index % 2 === 0 ? randomUUID() : null,
    error_message: index % 3 === 0 ? FORMULAS[index % 7] : null,
  }));
  await api().post(`${API}/usage/batch`).send(sent).expect(200);
  await api()
    .post(`${API}/feedback`)
    .send({
      pattern_id: PATTERNS[0],
      execution_id: 'run',
      success: true,
      issues: ['slow', '=x'],
      created_by: 'me',
    })
    .expect(201);
  await app.listen(0, '127.0.0.1');
}, 60_000);
afterAll(() => app.close());

const download = async (path: string): Promise<{ body: Buffer; type: string; disposition: string }> => {
  const { body, headers } = await api()
    .get(`${API}${path}`)
    .buffer(true)
    .parse((response, done) => {
      buffer(response as never).then(
        (bytes) => done(null, bytes),
        (error: unknown) => done(error as Error, null),
      );
    })
    .expect(200);
  return { body, type: headers['content-type']!, disposition: headers['content-disposition']! };
};
const lines = async (path: string): Promise<Row[]> => {
  const { body } = await download(path);
  return body
    .toString()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Row);
};

describe('GET /usages/export', () => {
  it('has every usage once, by time and id, with all that was sent', async () => {
    const rows = await lines('/usages/export?format=ndjson');
    expect(rows.map(({ id }) => id).slice(0, 1200)).toEqual(inOrder(sent).map(({ id }) => id));
    const [row] = await app
      .get(TrackerDataSource, { strict: false })
      .query<{ n: number }[]>('SELECT count(*)::int AS n FROM pattern_feedback');
    expect(rows).toHaveLength(row!.n);
    for (const [index, usage] of inOrder(sent).entries()) {
      const { created_at, ...rest } = rows[index]!;
      const { pattern_name, created_at: sentAt, ...expected } = usage;
      expect([pattern_name, rest]).toMatchObject([expect.any(String), expected]);
      expect(Date.parse(created_at as string)).toBe(Date.parse(sentAt as string));
    }
    expect(rows.at(-1)).toMatchObject({ execution_id: 'run', issues: ['slow', '=x'], created_by: 'me' });
  });

  it('is the same in every format', async () => {
    const rows = await lines('/usages/export?format=ndjson');
    const json = await download('/usages/export?format=json');
    expect(JSON.parse(json.body.toString())).toEqual(rows);

    const csv = await download('/usages/export');
    expect(csv.type).toContain('text/csv');
    expect(csv.disposition).toMatch(/^attachment; filename="usages_[\dT.Z_-]+\.csv"$/);
    const names = Object.keys(rows[0]!);
    const table = parse(csv.body, { record_delimiter: '\r\n' });
    expect(table[0]).toEqual(names);
    const shown = (value: unknown): unknown => {
      if (value === null) return '';
      if (typeof value !== 'string') return JSON.stringify(value);
      return /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    };
    // JSON as the database writes it has spaces.
    const plain = (field: string): string =>
      /^[{[]/.test(field) ? JSON.stringify(JSON.parse(field)) : field;
    expect(table.slice(1).map((fields) => fields.map(plain))).toEqual(
      rows.map((row) => names.map((name) => shown(row[name]))),
    );

    const { body } = await download('/usages/export?format=parquet');
    const file = body.buffer.slice(body.byteOffset, body.byteOffset + body.length) as ArrayBuffer;
    const { num_rows, schema } = parquetMetadata(file);
    expect(Number(num_rows)).toBe(rows.length);
    expect(schema.find(({ name }) => name === 'created_at')?.logical_type).toEqual({
      type: 'TIMESTAMP',
      isAdjustedToUTC: true,
      unit: 'MILLIS',
    });
    const read = await parquetReadObjects({ file });
    const hex = (value: unknown): unknown => (typeof value === 'string' ? value.replaceAll('-', '') : value);
    const normal = (row: Row): Row => ({
      ...row,
      ...Object.fromEntries(['id', 'pattern_id', 'correlation_id'].map((name) => [name, hex(row[name])])),
      created_at: new Date(row['created_at'] as string).getTime(),
      execution_time_ms: row['execution_time_ms'] == null ? null : Number(row['execution_time_ms']),
      ...Object.fromEntries(
        ['context', 'issues', 'feedback', 'amendments'].map((name) => [
          name,
          typeof row[name] === 'string' ? JSON.parse(row[name]) : (row[name] ?? null),
        ]),
      ),
    });
    expect(read.map((row) => normal(row))).toEqual(rows.map(normal));
  });

  it('begins with the mark that Excel knows UTF-8 by, where that is asked for', async () => {
    for (const path of ['/usages/export', '/usage-stats/export', '/patterns/export']) {
      const plain = await download(path);
      const marked = await download(`${path}?bom=true`);
      expect(marked.body.subarray(0, 3)).toEqual(Buffer.from('\uFEFF'));
      expect(marked.body.subarray(3, 12)).toEqual(plain.body.subarray(0, 9));
      const { body } = await api().get(`${API}${path}?format=ndjson&bom=true`).expect(422);
      expect(body.errors).toMatchObject([{ pointer: '/bom' }]);
    }
  });

  it('goes in again through every source as it is', async () => {
    const { body } = await download('/usages/export?format=ndjson');
    const report = await api()
      .post(`${API}/usage/batch`)
      .set('content-type', 'application/x-ndjson')
      .send(body.toString())
      .expect(200);
    expect(report.body).toMatchObject({ stored: 0, rejected: 0 });
    expect(report.body.duplicates).toBeGreaterThan(1200);
    const [row] = await lines('/usages/export?format=ndjson');
    const refused = await api()
      .post(`${API}/usage`)
      .send({ ...row, success: !row!['success'] })
      .expect(422);
    expect(refused.body.errors).toMatchObject([{ pointer: '/success', code: 'not_allowed' }]);
  });

  it('goes on after any row without gap or repetition', async () => {
    const range = `from=${new Date(now - 7 * DAY).toISOString()}&to=${new Date(now - DAY).toISOString()}`;
    const whole = await lines(`/usages/export?format=ndjson&${range}`);
    for (const at of [0, 24, 199, 777, whole.length - 1]) {
      const { created_at, id } = whole[at]!;
      const rest = await lines(
        `/usages/export?format=ndjson&${range}&after=${String(created_at)},${String(id)}`,
      );
      expect(rest).toEqual(whole.slice(at + 1));
    }
  });

  it('takes the filters, and refuses what it does not know', async () => {
    const rows = await lines(
      `/usages/export?format=ndjson&pattern_id=${PATTERNS[1]},${PATTERNS[2]}&outcome=error&context.team=b`,
    );
    const meant = sent.filter(
      (one) =>
        [PATTERNS[1], PATTERNS[2]].includes(one['pattern_id'] as string) &&
        one['outcome'] === 'error' &&
        (one['context'] as Row)['team'] === 'b',
    );
    expect(rows.map(({ id }) => id)).toEqual(inOrder(meant).map(({ id }) => id));
    expect(
      await lines('/usages/export?format=ndjson&from=1970-01-01T00:00:00Z&to=1971-01-01T00:00:00Z'),
    ).toEqual([]);
    for (const wrong of [
      'format=xls',
      'timezone=UTC',
      'after=now',
      `after=2025-13-45T00:00:00Z,${PATTERNS[0]!}`,
    ]) {
      await api().get(`${API}/usages/export?${wrong}`).expect(422);
    }
  });
});

describe('GET /usage-stats/export', () => {
  interface Series {
    readonly pattern_id?: string;
    readonly pattern_name?: string;
    readonly value?: string | null;
    readonly previous_total_usage?: number;
    readonly usage_data: readonly { timestamp: string; count: number; partial?: true }[];
  }
  const keyOf = (row: Row): string =>
    JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));

  it.each([
    'time_range=7d',
    'time_range=7d&granularity=hour&timezone=Asia/Kathmandu',
    'time_range=30d&group_by=week&week_start=sunday&fill=true',
    'time_range=7d&limit=2&fill=true&outcome=error',
    'time_range=7d&group_by=context.team&limit=1',
    `time_range=1d&compare=previous_period&pattern_id=${PATTERNS[0]},${PATTERNS[1]}`,
  ])('has the counts of usage-stats: %s', async (query) => {
    const { body } = await api().get(`${API}/usage-stats?${query}`).expect(200);
    const isContext = query.includes('context.');
    const isLimited = query.includes('limit');
    const rowsOf = (series: Series, isOther: boolean): Row[] =>
      series.usage_data.map(({ timestamp, count, partial }) => ({
        ...(isContext
          ? { value: series.value ?? null }
          : { pattern_id: series.pattern_id ?? null, pattern_name: series.pattern_name ?? null }),
        timestamp,
        count,
        // Said by usage-stats only beside what the original knew; the last bucket lasts still.
        partial: query === 'time_range=7d' ? null : (partial ?? false),
        ...(isLimited ? { is_other: isOther } : {}),
        ...(query.includes('compare') ? { previous_total_usage: series.previous_total_usage ?? null } : {}),
      }));
    const expected = [
      ...((isContext ? body.groups : body.patterns) as Series[]).flatMap((series) => rowsOf(series, false)),
      ...(body.other ? rowsOf(body.other as Series, true) : []),
    ];
    const rows = (await lines(`/usage-stats/export?format=ndjson&${query}`)).map((row) =>
      query === 'time_range=7d' ? { ...row, partial: null } : row,
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.map(keyOf).sort()).toEqual(expected.map(keyOf).sort());
    const times = rows.map(({ timestamp }) => Date.parse(timestamp as string));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    if (isContext || isLimited) return;
    const { body: csv } = await download(`/usage-stats/export?${query}`);
    expect(csv.toString()).toContain("'=cmd()");
  });

  it.each([
    ['granularity=hour', ({ pattern_id }: Row) => pattern_id],
    ['limit=2&fill=true', ({ pattern_id }: Row) => pattern_id ?? ''],
    ['group_by=context.team&granularity=hour', ({ value }: Row) => JSON.stringify(value)],
  ] as const)('goes on after any row without gap or repetition: %s', async (query, identityOf) => {
    const range = `from=${new Date(now - 7 * DAY).toISOString()}&to=${new Date(now - DAY).toISOString()}`;
    const path = `/usage-stats/export?format=ndjson&${range}&${query}`;
    const whole = await lines(path);
    const places = [0, 1, 2, 3, Math.floor(whole.length / 2), whole.length - 1];
    for (const at of places.filter((place) => place < whole.length)) {
      const row = whole[at]!;
      const after = encodeURIComponent(`${String(row['timestamp'])},${String(identityOf(row))}`);
      expect(await lines(`${path}&after=${after}`)).toEqual(whole.slice(at + 1));
    }
    for (const wrong of ['now', '2025-10-28T00:00:00Z,x', `2025-13-28T00:00:00Z,${PATTERNS[0]!}`]) {
      const { body } = await api().get(`${API}${path}&after=${wrong}`).expect(422);
      expect(body.errors).toMatchObject([{ pointer: '/after' }]);
    }
  });
});

describe('an export of any size', () => {
  let pages: jest.SpiedFunction<UsageExportRepository['page']>;
  const path = (): string => {
    const { port } = app.getHttpServer().address() as AddressInfo;
    return `http://127.0.0.1:${port}${API}/usages/export?format=ndjson&from=2020-01-01T00:00:00Z&to=2021-01-01T00:00:00Z`;
  };
  const begin = async (): Promise<IncomingMessage> => {
    const [response] = (await once(get(path(), { agent: false }), 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(200);
    await once(response, 'readable');
    return response;
  };

  beforeAll(async () => {
    const big = Array.from({ length: 2400 }, (_, index) => ({
      id: randomUUID(),
      pattern_id: PATTERNS[0],
      created_at: new Date(Date.parse('2020-05-01T00:00:00Z') + index).toISOString(),
      outcome: 'success',
      context: { blob: 'x'.repeat(15_000) },
    }));
    for (let at = 0; at < big.length; at += 400) {
      await api()
        .post(`${API}/usage/batch`)
        .send(big.slice(at, at + 400))
        .expect(200);
    }
    pages = jest.spyOn(app.get(UsageExportRepository, { strict: false }), 'page');
  }, 60_000);
  afterAll(() => pages.mockRestore());

  it('is read no further once the caller is gone', async () => {
    const response = await begin();
    response.resume();
    await once(response, 'end');
    const whole = pages.mock.calls.length;
    pages.mockClear();
    const left = await begin();
    left.destroy();
    await once(left, 'close');
    await api().get('/health/live').expect(200);
    for (let turn = 0; turn < 20; turn += 1)
      await app.get(TrackerDataSource, { strict: false }).query('SELECT 1');
    expect(pages.mock.calls.length).toBeLessThan(whole - 2);
  });

  it('is one of four at a time, the next is refused until there is room', async () => {
    const open = await Promise.all(Array.from({ length: 4 }, begin));
    const { body, headers } = await api().get(`${API}/usages/export?format=parquet`).expect(503);
    expect(body.type).toMatch(/too-many-exports$/);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    for (const one of open) {
      one.destroy();
      await once(one, 'close');
    }
    let status = 503;
    while (status === 503) ({ status } = await api().get(`${API}/usages/export?format=ndjson&time_range=1d`));
    expect(status).toBe(200);
  });

  it('is cut off where the store fails in between, never ended as if it were whole', async () => {
    const store = app.get(TrackerDataSource, { strict: false });
    const response = await begin();
    await store.query('ALTER TABLE pattern_feedback RENAME TO away');
    try {
      await expect(buffer(response)).rejects.toThrow(/aborted/);
    } finally {
      await store.query('ALTER TABLE away RENAME TO pattern_feedback');
    }
    const again = await begin();
    const text = (await buffer(again)).toString();
    expect(text.split('\n')).toHaveLength(2401);
  });
});
