import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v7 as uuidV7 } from 'uuid';
import { OUTCOMES, SENTIMENTS } from '../../src/common/pattern-terms.js';
import { runCli } from '../support/cli-process.js';
import { scratchDataDir, scratchDir } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';

const PREFIX = '/api/pattern-analytics';
const DAY = 86_400_000;
const now = Date.now();
const PATTERNS = Array.from({ length: 6 }, (_, at) => `${String(at).repeat(8)}-1111-4111-8111-111111111111`);
const SESSIONS = Array.from(
  { length: 12 },
  (_, at) => `aaaaaaaa-0000-4000-8000-${String(at).padStart(12, '0')}`,
);

const directory = scratchDir();
const servers: ServerProcess[] = [];
const start = async (): Promise<string> => {
  const server = ServerProcess.spawn({ DATA_DIR: scratchDataDir(), CO_USAGE_REFRESH_SECONDS: '1' });
  servers.push(server);
  return server.listening();
};
afterAll(() => Promise.all(servers.map((server) => server.kill('SIGKILL'))));

const send = async (url: string, method: string, path: string, body: unknown): Promise<void> => {
  const response = await fetch(`${url}${PREFIX}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  if (!response.ok)
    throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
};

/** What CSV, spreadsheets and JSON have trouble with. */
const nasty = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom(
    '',
    '=1+1',
    "'=1",
    "''-2",
    '+49',
    '-',
    '@x',
    '\ttab',
    '\rreturn',
    'a,"b"\r\nc',
    'NULL',
    "'",
    'ü😀',
  ),
);
const storable = nasty.map((text) => text.replaceAll('\0', ''));
const named = storable.filter((text) => text !== '');
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 3 });
/** In 64ths, so that no sum is rounded. */
const quality = fc.nat(64).map((part) => part / 64);
const time = fc.integer({ min: now - 40 * DAY, max: now - DAY }).map((ms) => new Date(ms).toISOString());

const usage = fc.record({
  created_at: time,
  pattern_id: fc.constantFrom(...PATTERNS.slice(0, 5)),
  pattern_name: maybe(named),
  outcome: fc.constantFrom(...OUTCOMES),
  quality_score: maybe(quality),
  execution_time_ms: maybe(fc.nat(5000)),
  correlation_id: maybe(fc.constantFrom(...SESSIONS)),
  execution_id: maybe(named),
  error_message: maybe(storable),
  context: maybe(
    fc.dictionary(storable, fc.oneof(storable, fc.double({ noNaN: true, noDefaultInfinity: true }))),
  ),
});
const feedback = fc.record({
  pattern_id: fc.constantFrom(...PATTERNS.slice(0, 5)),
  correlation_id: maybe(fc.constantFrom(...SESSIONS)),
  execution_id: maybe(named),
  sentiment: fc.constantFrom(...SENTIMENTS),
  feedback_text: maybe(storable),
  quality_score: maybe(quality),
  quality_rating: fc.constantFrom(0, 5),
  performance_score: maybe(fc.double({ min: 0.001, max: 1, noNaN: true })),
  issues: maybe(fc.array(named, { maxLength: 3 })),
  created_by: maybe(named),
  implicit_signals: maybe(fc.dictionary(storable, storable)),
  created_at: time,
});

const QUESTIONS = [
  '/usage-stats?time_range=90d',
  '/usage-stats?time_range=90d&group_by=day',
  '/top-patterns?time_range=90d',
  '/success-rates?time_range=90d',
  '/relationships',
  '/errors?time_range=90d',
  '/patterns?time_range=90d',
  ...PATTERNS.flatMap((id) => [`/patterns/${id}`, `/pattern/${id}/history?limit=500&include=unknown`]),
  ...PATTERNS.slice(0, 5).map((id) => `/patterns/${id}/effectiveness?time_range_hours=2160`),
];

/** Answers without what says when they were asked. */
const answersOf = async (url: string): Promise<Record<string, unknown>> => {
  const answers: Record<string, unknown> = {};
  for (const question of QUESTIONS) {
    const response = await fetch(`${url}${PREFIX}${question}`);
    const text = await response.text();
    answers[question] = JSON.parse(
      text.replaceAll(
        /"(?:generated_at|computed_at|analyzed_at|from|to|as_of|time_range_start|time_range_end)":"[^"]*"/g,
        '"at":""',
      ),
    );
    expect([question, response.status]).toEqual([question, 200]);
  }
  return answers;
};

const relationshipsOf = async (url: string): Promise<string> => {
  const response = await fetch(`${url}${PREFIX}/relationships`);
  return (await response.text()).replaceAll(/"computed_at":"[^"]*"/g, '');
};

const exported = async (url: string, what: string, format: string): Promise<string> => {
  const from = new Date(now - 60 * DAY).toISOString();
  const range = what === 'usages' ? `&include=unknown&from=${from}&to=${new Date().toISOString()}` : '';
  const response = await fetch(`${url}${PREFIX}/${what}/export?format=${format}${range}`);
  expect(response.status).toBe(200);
  const path = join(directory, `${what}.${format}`);
  writeFileSync(path, Buffer.from(await response.arrayBuffer()));
  return path;
};

describe('an export, imported into another server', () => {
  let source: string;
  beforeAll(async () => {
    source = await start();
    const usages = fc.sample(usage, { numRuns: 400, seed: 7 }).map((one) => ({
      ...one,
      id: uuidV7(),
    }));
    await send(source, 'POST', '/usage/batch', usages);
    const digits = `{"id":"${uuidV7()}","created_at":"${new Date(now - 2 * DAY).toISOString()}","pattern_id":"${PATTERNS[0]}","outcome":"success","context":{"order_id":9007199254740993,"__proto__":{"x":0.10000000000000000555}}}`;
    await send(source, 'POST', '/usage', digits);
    for (const one of fc.sample(feedback, { numRuns: 80, seed: 8 }))
      await send(source, 'POST', '/feedback', one);
    await send(source, 'PUT', `/patterns/${PATTERNS[1]}`, {
      name: 'Chosen',
      tags: ['=a', 'b,"c"'],
      description: '',
    });
    await send(source, 'PUT', `/patterns/${PATTERNS[2]}`, {
      description: "'=\n",
      type: 'security',
      node_type: 'effect',
    });
    await send(source, 'PUT', `/patterns/${PATTERNS[5]}`, {
      name: '=never used',
      description: 'x'.repeat(4000),
    });
  }, 300_000);

  it.each(['ndjson', 'csv'])(
    'as %s gives the same answers and the same export',
    async (format) => {
      const target = await start();
      const files = [await exported(source, 'usages', format), await exported(source, 'patterns', format)];
      for (const file of format === 'csv' ? files.reverse() : files) {
        const { code, stdout, stderr } = await runCli(['import', file, '--url', target]);
        expect([stdout, stderr]).toEqual([
          expect.stringMatching(
            /^\d+ usages read .*, 0 known already, 0 refused\.\n( {2}6 of them describe patterns\.\n)?$/,
          ),
          `Into ${target}\n`,
        ]);
        expect(code).toBe(0);
      }
      // They are counted by a job of each server.
      while ((await relationshipsOf(target)) !== (await relationshipsOf(source))) await sleep(200);
      expect(await answersOf(target)).toEqual(await answersOf(source));
      for (const what of ['usages', 'patterns']) {
        const read = async (url: string): Promise<string> =>
          await (
            await fetch(
              `${url}${PREFIX}/${what}/export?format=ndjson&${what === 'usages' ? 'time_range=90d' : ''}`,
            )
          ).text();
        const [theirs, ours] = [await read(target), await read(source)];
        // A name that usages brought is as old as the newest of them, whichever of them brought it.
        const plain = (text: string): string => text.replaceAll(/"named_at":[^,]*,/g, '');
        expect(plain(theirs)).toBe(plain(ours));
        if (what === 'usages') expect(ours).toContain('9007199254740993');
      }
      const again = await runCli(['import', files[0]!, '--url', target]);
      expect(again.stdout).toMatch(/ 0 refused\.\n/);
      expect(await answersOf(target)).toEqual(await answersOf(source));
    },
    300_000,
  );
});
