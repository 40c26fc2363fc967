import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GroupCommit } from '../../src/ingestion/group-commit.js';
import { preparedQuery } from '../../src/store/connection/prepared-query.js';
import { binaryArray } from '../../src/store/connection/wire/binary-array.js';
import * as types from '../../src/store/connection/wire/binary-type.js';
import { buildUsage } from '../support/build-usage.js';
import { clearStore, openTestStore, type TestStore } from '../support/test-store.js';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());

/** What the database says these values are, as text. */
const readBack = async <T>(
  name: string,
  type: types.BinaryType<T>,
  values: readonly (T | null)[],
  expression = 'value::text',
): Promise<(string | null)[]> => {
  const rows = await preparedQuery<{ value: string | null }>(
    test.store,
    {
      name: `read_${name}_${expression.length}`,
      text: `SELECT ${expression} AS value FROM unnest($1::${name}[]) WITH ORDINALITY AS t (value, at) ORDER BY at`,
    },
    [binaryArray(type, values)],
  );
  return rows.map(({ value }) => value);
};

const listOf = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<(T | null)[]> =>
  fc.array(fc.option(value, { freq: 5 }), { maxLength: 12 });
const storable = fc.string({ unit: 'binary', maxLength: 40 }).filter((value) => !value.includes('\0'));
const runs = { numRuns: 40 };

describe('values in the binary format', () => {
  it('are read as PostgreSQL reads their texts', async () => {
    const check = <T>(
      name: string,
      type: types.BinaryType<T>,
      value: fc.Arbitrary<T>,
      textOf: (value: T) => string,
      expression?: string,
    ): Promise<void> =>
      fc.assert(
        fc.asyncProperty(listOf(value), async (values) => {
          const texts = values.map((one) => (one === null ? null : textOf(one)));
          expect(await readBack(name, type, values, expression)).toEqual(texts);
        }),
        runs,
      );
    await check('uuid', types.uuid, fc.uuid(), (value) => value);
    await check('text', types.text, fc.oneof(storable, fc.constant('😀'.repeat(2000))), (value) => value);
    await check('boolean', types.bool, fc.boolean(), String);
    await check('integer', types.int4, fc.integer(), String);
    await check('bigint', types.int8, fc.maxSafeInteger(), String);
    await check(
      'timestamptz',
      types.timestamptz,
      fc.integer({ min: -62_000_000_000_000, max: 250_000_000_000_000 }),
      String,
      '(extract(epoch FROM value) * 1000)::bigint::text',
    );
    await check('timestamptz', types.timestamptz, fc.constantFrom(Infinity, -Infinity), (value) =>
      value > 0 ? 'infinity' : '-infinity',
    );
    const numbers = fc.double({ noNaN: true, noDefaultInfinity: true });
    await fc.assert(
      fc.asyncProperty(listOf(numbers), async (values) => {
        const read = await readBack('double precision', types.float8, values);
        expect(read.map((value) => (value === null ? null : Number(value)))).toEqual(values);
      }),
      runs,
    );
    await fc.assert(
      fc.asyncProperty(listOf(fc.dictionary(storable, storable)), async (values) => {
        const texts = values.map((value) => (value === null ? null : JSON.stringify(value)));
        const read = await readBack('jsonb', types.jsonb, texts);
        expect(read.map((value) => (value === null ? null : JSON.parse(value)))).toEqual(values);
      }),
      runs,
    );
  });
});

describe('a row that the store refuses', () => {
  it('fails its own caller alone', async () => {
    await clearStore(test);
    const writes = new GroupCommit((usages) => test.writer.record(usages), {
      lanes: 2,
      groupRows: 1000,
      queueRows: 10_000,
      queueBytes: 1e9,
    });
    const good = Array.from({ length: 20 }, () => buildUsage());
    const bad = [buildUsage({ executionTimeMs: 2 ** 40 }), buildUsage({ context: 'no JSON' })];
    const answers = await Promise.allSettled(
      [...good.slice(0, 9), bad[0]!, ...good.slice(9), bad[1]!].map((usage) => writes.submit([usage])),
    );
    for (const at of [9, 21]) expect(answers[at]).toMatchObject({ reason: { code: 'unstorable' } });
    expect(answers.flatMap(({ status }, at) => (status === 'rejected' ? [at] : []))).toEqual([9, 21]);
    const [row] = await test.store.query<[{ ids: string[] }]>(
      'SELECT array_agg(id::text ORDER BY id) AS ids FROM pattern_feedback',
    );
    expect(row.ids).toEqual(good.map(({ id }) => id).sort());
  });
});
