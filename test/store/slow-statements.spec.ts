import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { Logger, type LoggerService } from '@nestjs/common';
import { openTestStore, type TestStore } from '../support/test-store.js';

const lines: string[] = [];
const log: LoggerService = {
  log: (line: string) => lines.push(line),
  warn: () => undefined,
  error: () => undefined,
};

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore({ LOG_SQL: 'slow:50' });
  Logger.overrideLogger(log);
});
afterEach(() => {
  lines.length = 0;
});
afterAll(async () => {
  Logger.overrideLogger(false);
  await test.close();
});

it('logs a statement that takes longer than LOG_SQL says, on one line and without its values', async () => {
  await test.store.query('SELECT pg_sleep(0.2),\n  $1::text', ['a secret']);
  expect(lines).toEqual([expect.stringMatching(/^\d{3,} ms: SELECT pg_sleep\(0\.2\), \$1::text$/)]);
});

it('logs no other', async () => {
  for (let turn = 0; turn < 20; turn += 1) await test.store.query('SELECT 1');
  // One of them may be slow on a busy machine.
  expect(lines.filter((line) => Number.parseInt(line, 10) <= 50)).toEqual([]);
  expect(lines.length).toBeLessThan(20);
});
