import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { OUTCOMES } from '../../src/common/pattern-terms.js';
import type { Usage } from '../../src/common/usage.js';
import { MAX_VALUES, OTHER } from '../../src/store/rollups/dimension.js';
import type { UsageFilter, UsageQuestion } from '../../src/store/usages/usage-question.js';
import { buildUsage } from '../support/build-usage.js';
import { plainAggregate } from '../support/plain-aggregate.js';
import { clearStore, openTestStore, type TestStore } from '../support/test-store.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const today = Math.floor(Date.now() / DAY) * DAY;
const PATTERNS = ['1', '2', '3'].map((digit) => `${digit.repeat(8)}-1111-4111-8111-111111111111`);

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());
beforeEach(async () => {
  await clearStore(test);
  await test.rollups.dimensions.keep(['version']);
});

const someUsages = (count: number): Usage[] =>
  Array.from({ length: count }, (_, index) =>
    buildUsage({
      id: randomUUID(),
      createdAt: today - 40 * DAY + Math.floor((index * 40 * DAY) / count),
      patternId: PATTERNS[index % 3]!,
      version: index % 5 === 0 ? null : `1.${index % 4}`,
      context: JSON.stringify(index % 7 === 0 ? {} : { team: `team ${index % 6}` }),
      outcome: OUTCOMES[index % OUTCOMES.length]!,
    }),
  );

const MEASURES = ['usages', 'successes', 'first_used', 'last_used'] as const;
type Asked = Omit<UsageQuestion<(typeof MEASURES)[number]>, 'measures'>;

const WHOLE = [{ from: today - 60 * DAY, to: today }];
const QUESTIONS: readonly Asked[] = [
  { slices: WHOLE, keys: ['dimension'], dimension: 'context.team' },
  { slices: WHOLE, keys: ['pattern', 'dimension'], dimension: 'version' },
  { slices: WHOLE, filter: { context: { team: 'team 1' } } },
  { slices: WHOLE, keys: [], filter: { version: '1.2', unknown: 'too' } },
  // Of two dimensions only the usages know.
  { slices: WHOLE, keys: ['dimension'], dimension: 'version', filter: { context: { team: 'team 1' } } },
];

const expectPlainAnswers = async (recorded: readonly Usage[], questions = QUESTIONS): Promise<void> => {
  const types = new Map(PATTERNS.map((id) => [id, { type: null, nodeType: null }]));
  for (const asked of questions) {
    const question = { ...asked, measures: MEASURES };
    const { keys = ['pattern'] } = question;
    const rows = await test.reader.aggregate(question);
    const found = rows.map((row) => {
      const parts = keys.map((key) => (key === 'pattern' ? row.pattern_id : row.value));
      const counted = MEASURES.map((name) => [name, row[name]] as const);
      const unknowns = row.unknowns === undefined ? [] : [['unknowns', row.unknowns] as const];
      return [JSON.stringify([row.slice, ...parts]), Object.fromEntries([...counted, ...unknowns])] as const;
    });
    expect(Object.fromEntries(found)).toEqual(plainAggregate(recorded, question, types));
  }
};

/** Whether a question looks into the usages, or into a rollup. */
const reads = async (asked: Asked, relation: string): Promise<boolean> => {
  const statements = jest.spyOn(test.store, 'query');
  try {
    await test.reader.aggregate({ ...asked, measures: MEASURES });
    return statements.mock.calls.some(
      ([text]) => text.includes('string_agg') && text.includes(`FROM ${relation}`),
    );
  } finally {
    statements.mockRestore();
  }
};

const readsUsages = (asked: Asked): Promise<boolean> => reads(asked, 'pattern_feedback');
const readsMinutes = (asked: Asked): Promise<boolean> => reads(asked, 'dimension_total_minute');

const stateOf = async (name: string): Promise<{ completeFrom: number; isBuilt: boolean }> =>
  (await test.rollups.dimensions.all()).find((one) => one.name === name)!;

describe('a dimension', () => {
  it('that is new is built back to the oldest usage, and answers are exact all the while', async () => {
    const recorded = someUsages(4000);
    await test.writer.record(recorded);
    await test.refresh.advance();
    while ((await test.refresh.catchUp()) > 0);
    await test.rollups.dimensions.keep(['version', 'context.team']);
    expect(await stateOf('context.team')).toMatchObject({ completeFrom: Infinity, isBuilt: false });
    await expectPlainAnswers(recorded);
    while (!(await stateOf('context.team')).isBuilt) {
      await test.refresh.advance();
      await expectPlainAnswers(recorded);
    }
    for (const asked of QUESTIONS.slice(0, 4)) expect(await readsUsages(asked)).toBe(false);
    expect(await readsUsages(QUESTIONS[4]!)).toBe(true);
    // As if it had come but half the way.
    await test.rollups.dimensions.trustFrom('context.team', today - 20 * DAY, false);
    await expectPlainAnswers(recorded);
    expect(await readsUsages(QUESTIONS[0]!)).toBe(true);
  });

  it('counts what comes late, and what was built in part is not taken for whole', async () => {
    const recorded = someUsages(600);
    await test.writer.record(recorded);
    await test.refresh.advance();
    await test.rollups.dimensions.keep(['version', 'context.team']);
    const late = someUsages(50);
    await test.writer.record(late);
    await expectPlainAnswers([...recorded, ...late]);
    while ((await test.refresh.catchUp()) > 0);
    await expectPlainAnswers([...recorded, ...late]);
    await test.refresh.advance();
    await expectPlainAnswers([...recorded, ...late]);
    expect(await readsUsages(QUESTIONS[0]!)).toBe(false);
  });

  it('is told of the newest usages by minutes, those from before it came into the list left aside', async () => {
    const now = await test.rollups.now();
    const lastHours = (count: number): Usage[] =>
      someUsages(count).map((usage, index) => ({
        ...usage,
        createdAt: now - 3 * HOUR + Math.floor((index * 3 * HOUR) / count),
      }));
    const slices = [{ from: now - 4 * HOUR, to: now + HOUR }];
    const questions: readonly Asked[] = [
      { slices, keys: ['dimension'], dimension: 'context.team' },
      { slices, keys: [], filter: { context: { team: 'team 1' } } },
      { slices, keys: [], filter: { context: { team: 'x'.repeat(300) } } },
    ];
    const built = async (): Promise<void> => {
      do await test.refresh.advance();
      while (!(await stateOf('context.team')).isBuilt || (await test.refresh.catchUp()) > 0);
    };
    const recorded: Usage[] = [];
    for (const names of [
      ['version'],
      ['version', 'context.team'],
      ['version'],
      ['version', 'context.team'],
    ]) {
      await test.rollups.dimensions.keep(names);
      const more = [
        ...lastHours(100),
        buildUsage({
          createdAt: now - 1,
          patternId: PATTERNS[0]!,
          context: JSON.stringify({ team: 'x'.repeat(300) }),
        }),
      ];
      recorded.push(...more);
      await test.writer.record(more);
      await (names.length === 2 ? built() : test.refresh.advance());
      await expectPlainAnswers(recorded, questions.slice(1));
      const [groups] = questions;
      const rows = await test.reader.aggregate({ ...groups!, measures: MEASURES });
      expect(rows.reduce((sum, { usages }) => sum + usages!, 0)).toBe(
        recorded.filter(({ outcome }) => outcome !== 'unknown').length,
      );
    }
    expect(await readsMinutes({ slices, keys: [], filter: { version: '1.2' } })).toBe(true);
    expect(await readsMinutes({ slices, keys: [], filter: { version: 'x'.repeat(300) } })).toBe(false);
  });

  it('that is taken out of the list is read from the usages, and its rows go', async () => {
    const recorded = someUsages(600);
    await test.rollups.dimensions.keep(['version', 'context.team']);
    await test.writer.record(recorded);
    await test.refresh.advance();
    while (!(await stateOf('context.team')).isBuilt) await test.refresh.advance();
    const rows = async (): Promise<number> => {
      const [row] = await test.store.query<{ n: number }[]>(
        `SELECT count(*)::int AS n FROM dimension_day WHERE dimension = 'context.team'`,
      );
      return row!.n;
    };
    expect(await rows()).toBeGreaterThan(500);
    // As they are stored when they are old.
    await test.store.query(`SELECT compress_chunk(chunk) FROM show_chunks('dimension_day') AS chunk`);
    await test.rollups.dimensions.keep(['version']);
    await expectPlainAnswers(recorded);
    for (let left = 1; left > 0; left = await rows()) await test.refresh.advance();
    await expectPlainAnswers(recorded);
  });

  it('with more values than are told apart has the others as one, and answers about each of them exactly', async () => {
    await test.rollups.dimensions.keep(['version', 'context.team']);
    const often = 'used twice';
    const long = 'x'.repeat(300);
    const values = [
      ...Array.from({ length: MAX_VALUES + 40 }, (_, index) => `value ${index}`),
      often,
      often,
      long,
    ];
    const recorded = values.map((team, index) =>
      buildUsage({
        id: randomUUID(),
        createdAt: today - 3 * DAY + index,
        patternId: PATTERNS[0]!,
        context: JSON.stringify({ team }),
      }),
    );
    for (let at = 0; at < recorded.length; at += 1000)
      await test.writer.record(recorded.slice(at, at + 1000));
    await test.refresh.advance();
    while ((await test.refresh.catchUp()) > 0);
    const slices = [{ from: today - 4 * DAY, to: today - 2 * DAY }];
    const ask = (filter: UsageFilter = {}): Promise<{ value: unknown; usages: number }[]> =>
      test.reader
        .aggregate({ slices, measures: ['usages'], keys: ['dimension'], dimension: 'context.team', filter })
        .then((rows) => rows.map(({ value, usages }) => ({ value, usages: usages! })));
    const groups = await ask();
    expect(groups).toHaveLength(MAX_VALUES + 1);
    expect(groups).toContainEqual({ value: often, usages: 2 });
    expect(groups.find(({ value }) => value === OTHER)).toEqual({ value: OTHER, usages: 42 });
    const told = new Set(groups.map(({ value }) => value));
    const beyond = values.find((value) => value.startsWith('value') && !told.has(value))!;
    for (const team of [often, beyond, 'value 1'])
      expect(await ask({ context: { team } })).toEqual([{ value: team, usages: team === often ? 2 : 1 }]);
  });
});
