import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { bucketsOf } from '../../src/common/calendar.js';
import { GRANULARITIES, type TimeRange } from '../../src/common/time-range.js';
import { TooManyRowsError } from '../../src/store/usages/too-many-rows-error.js';
import { buildUsage } from '../support/build-usage.js';
import { expectedCounts } from '../support/expected-counts.js';
import { clearStore, openTestStore, type TestStore } from '../support/test-store.js';

const PATTERN = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';
/** A month around some times. */
const around = (times: readonly string[]): TimeRange => ({
  from: Date.parse(times[0]!) - 15 * 86_400_000,
  to: Date.parse(times[0]!) + 15 * 86_400_000,
});

let test: TestStore;

const countsOf = async (
  granularity: 'hour' | 'day' | 'week',
  range: TimeRange,
): Promise<Record<string, number>> => {
  const slices = bucketsOf(range, { granularity, timeZone: 'UTC', weekStart: 'monday' }, 1000)!;
  const rows = await test.reader.aggregate({ slices, measures: ['usages'] });
  return Object.fromEntries(
    rows.map((row) => [`${row.pattern_id} ${new Date(slices[row.slice]!.start).toISOString()}`, row.usages!]),
  );
};

beforeAll(async () => {
  // A server far from UTC must not matter.
  process.env['TZ'] = 'America/New_York';
  test = await openTestStore();
  await test.store.query(`SET TIME ZONE 'Australia/Lord_Howe'`);
});
beforeEach(() => clearStore(test));
afterAll(() => test.close());

describe.each([
  ['not refreshed', () => Promise.resolve()],
  ['refreshed', () => test.refresh.advance()],
  ['refreshed before and late', () => test.refresh.catchUp()],
])('buckets, %s', (when, refresh) => {
  it.each([
    [
      'the hour that clocks skip in New York',
      ['2025-03-09T06:59:59.999Z', '2025-03-09T07:00:00Z', '2025-03-09T08:30:00Z'],
    ],
    [
      'the hour that clocks repeat in Berlin',
      ['2025-10-26T00:30:00Z', '2025-10-26T01:30:00Z', '2025-10-26T02:00:00Z'],
    ],
    [
      'the end of a year within a week',
      ['2025-12-31T23:59:59.999Z', '2026-01-01T00:00:00Z', '2025-12-29T00:00:00Z'],
    ],
    ['ISO week 53', ['2020-12-28T00:00:00Z', '2021-01-03T23:59:59.999Z', '2021-01-04T00:00:00Z']],
    [
      'a leap day',
      [
        '2024-02-28T23:59:59.999Z',
        '2024-02-29T00:00:00Z',
        '2024-02-29T23:59:59.999Z',
        '2024-03-01T00:00:00Z',
      ],
    ],
    ['Sunday and Monday', ['2026-03-01T23:59:59.999Z', '2026-03-02T00:00:00Z']],
  ])('%s', async (_, times) => {
    if (when !== 'not refreshed') await test.refresh.advance();
    const usages = times.map((time) => buildUsage({ createdAt: Date.parse(time) }));
    await test.writer.record(usages);
    await refresh();
    for (const granularity of GRANULARITIES) {
      expect(await countsOf(granularity, around(times))).toEqual(
        expectedCounts(usages, around(times), granularity),
      );
    }
  });
});

describe('ranges', () => {
  it('hold their first instant and not their last', async () => {
    const from = Date.parse('2026-03-01T10:20:30.500Z');
    const to = Date.parse('2026-03-03T11:00:00.250Z');
    const times = [from - 1, from, from + 1, to - 1, to];
    await test.writer.record(times.map((createdAt) => buildUsage({ createdAt })));
    for (const step of [() => Promise.resolve(), () => test.refresh.advance()]) {
      await step();
      const rows = await test.reader.aggregate({
        slices: [{ from, to }],
        measures: ['usages', 'first_used', 'last_used'],
      });
      expect(rows).toMatchObject([{ pattern_id: PATTERN, usages: 3, first_used: from, last_used: to - 1 }]);
    }
  });

  it('answer several slices at once', async () => {
    const noon = Date.parse('2026-03-01T12:00:00Z');
    await test.writer.record([noon - 1, noon, noon + 1].map((createdAt) => buildUsage({ createdAt })));
    const rows = await test.reader.aggregate({
      slices: [
        { from: noon - 60_000, to: noon },
        { from: noon, to: noon + 60_000 },
      ],
      measures: ['usages'],
    });
    expect(rows.map((row) => [row.slice, row.usages])).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });

  it('give up where there is more than is wanted, whatever it is told apart by', async () => {
    const noon = Date.parse('2026-03-01T12:00:00Z');
    const usages = ['a,b', 'c', 'd'].map((team, at) =>
      buildUsage({ createdAt: noon + at, context: JSON.stringify({ team }), errorMessage: `${team} failed` }),
    );
    await test.writer.record(usages);
    const slices = [{ from: noon, to: noon + 60_000 }];
    for (const keys of [['dimension'], ['pattern', 'error']] as const) {
      const question = { slices, measures: ['usages'], keys, dimension: 'context.team' } as const;
      expect(await test.reader.aggregate({ ...question, maxRows: 3 })).toHaveLength(3);
      await expect(test.reader.aggregate({ ...question, maxRows: 2 })).rejects.toThrow(TooManyRowsError);
    }
  });
});
