import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { RecentUsageRepository } from '../../src/store/usages/recent-usage.repository.js';
import { buildUsage } from '../support/build-usage.js';
import { openTestStore, type TestStore } from '../support/test-store.js';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());

it('counts a range in spans, and says of each write whether it counted it', async () => {
  const from = Date.parse('2026-03-01T12:00:00Z');
  const transactions: number[] = [];
  const told: number[] = [];
  const write = (usages: ReturnType<typeof buildUsage>[]): Promise<boolean[]> =>
    test.writer.record(usages, {
      onStored: (stored, transaction) => {
        transactions.push(transaction);
        told.push(stored.length);
      },
    });
  const [a, b] = [randomUUID(), randomUUID()];
  const at = (ms: number, more: object = {}): ReturnType<typeof buildUsage> =>
    buildUsage({ createdAt: from + ms, patternId: a, ...more });
  const twice = at(4999, { qualityScore: 0.5 });
  await write([
    at(-1),
    at(0, { qualityScore: 0.25, pattern: { name: 'Retry', type: null, nodeType: null } }),
    twice,
    at(5000, { outcome: 'error' }),
    at(5001, { outcome: 'unknown', qualityScore: 1 }),
    at(0, { patternId: b, outcome: 'partial_success' }),
    at(60_000),
  ]);
  await write([twice, at(1), twice]);

  const recent = new RecentUsageRepository(test.store);
  const { patterns, snapshot } = await recent.since({ from, to: from + 60_000 }, 5000, 10);
  const span = from / 5000;
  expect(patterns).toEqual([
    {
      id: a,
      name: 'Retry',
      spans: [
        [span, 3, 3, 0],
        [span + 1, 1, 0, 1],
      ],
      quality: 0.5,
      qualityAt: from + 4999,
    },
    { id: b, name: null, spans: [[span, 1, 1, 0]], quality: null, qualityAt: null },
  ]);
  expect((await recent.since({ from, to: from + 60_000 }, 5000, 1)).patterns).toHaveLength(1);

  await write([at(2)]);
  expect(told).toEqual([7, 1, 1]);
  expect(transactions.map((transaction) => snapshot.has(transaction))).toEqual([true, true, false]);
});
