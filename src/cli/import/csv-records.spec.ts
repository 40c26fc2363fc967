import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { csvRecords } from './csv-records.js';
import type { UsageRecord } from './usage-record.js';

const PATTERN = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';

/** @param size bytes of each piece in which it comes. */
const read = async (text: string, size = 65_536): Promise<UsageRecord[]> => {
  const bytes = Buffer.from(text);
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let from = 0; from < bytes.length; from += size) {
      yield await Promise.resolve(bytes.subarray(from, from + size));
    }
  }
  const records: UsageRecord[] = [];
  for await (const chunk of csvRecords(pieces())) records.push(...chunk);
  return records;
};

const quote = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

describe('csvRecords', () => {
  it('reads back whatever was quoted, in pieces of any size, and tells each row’s line', async () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', ' ', "'", 'a', 'é') }),
    );
    // An apostrophe before what a spreadsheet would take for a formula is taken away again.
    const text = anyText.map((one) => one.replace(/^'+(?=[=+\-@\t\r])/, ''));
    const row = fc.record({
      error_message: text,
      context: fc.dictionary(text, fc.jsonValue()),
      key: text,
      execution_time_ms: fc.integer({ min: 0 }),
    });
    const ends = fc.constantFrom('\n', '\r\n');
    await fc.assert(
      fc.asyncProperty(fc.array(row), ends, fc.integer({ min: 1, max: 50 }), async (rows, end, size) => {
        const lines = rows.map(({ error_message, context, key, execution_time_ms }) =>
          [
            PATTERN,
            quote(error_message),
            quote(JSON.stringify(context)),
            quote(key),
            String(execution_time_ms),
          ].join(','),
        );
        const header = 'pattern_id,error_message,context,context.a key,execution_time_ms';
        let line = 2;
        const expected = rows.map((given, index) => {
          const context = given.key === '' ? given.context : { ...given.context, 'a key': given.key };
          const usage = {
            pattern_id: PATTERN,
            ...(given.error_message === '' ? {} : { error_message: given.error_message }),
            context,
            execution_time_ms: given.execution_time_ms,
          };
          const record = { line, usage };
          line += lines[index]!.split('\n').length;
          return JSON.parse(JSON.stringify(record)) as unknown;
        });
        const records = await read([header, ...lines, ''].join(end), size);
        expect(JSON.parse(JSON.stringify(records))).toEqual(expected);
      }),
    );
  });

  it('refuses rows whose quotes or cells are wrong, and reads on after them', async () => {
    const records = await read(
      [
        '\uFEFFpattern_id, outcome ,quality_score',
        `${PATTERN},success,0.5`,
        '',
        `"bad"x,success,1`,
        `${PATTERN},fail"ure,1`,
        `${PATTERN},success`,
        `${PATTERN},success,high`,
        `${PATTERN},success,"1`,
        'and on',
      ].join('\n'),
    );
    expect(records.map(({ line, fault }) => [line, fault?.message])).toEqual([
      [2, undefined],
      [4, 'The quotes are wrong: a cell has them around all of it or not at all.'],
      [5, 'The quotes are wrong: a cell has them around all of it or not at all.'],
      [6, 'The row has 2 cells; the header has 3.'],
      [7, undefined],
      [8, 'A quote is not closed.'],
    ]);
    // What a field may be is said by the tracker.
    expect(records[4]).toMatchObject({ usage: { quality_score: 'high' } });
    expect(records[1]).toMatchObject({ text: '"bad"x,success,1' });
  });

  it('leaves out empty cells and reads contexts', async () => {
    const [plain, wrong, kept] = await read(`outcome,context,context.n\n,,1\nsuccess,{,\nerror,"[1]",x\n`);
    expect(plain).toEqual({ line: 2, usage: { context: { n: '1' } } });
    expect(wrong).toMatchObject({ line: 3, fault: { pointer: '/context', code: 'malformed_json' } });
    expect(kept).toEqual({ line: 4, usage: { outcome: 'error', context: [1] } });
  });

  it('gives up where a quote swallows the file', async () => {
    const swallowing = `outcome\nsuccess\n"${'x\n'.repeat(3_000_000)}`;
    await expect(read(swallowing)).rejects.toThrow('A quote after line 2 is not closed.');
    const long = await read(`outcome\n${'x'.repeat(2_000_000)}\nsuccess`);
    expect(long).toMatchObject([
      { line: 2, fault: { code: 'too_large' } },
      { line: 3, usage: {} },
    ]);
    expect(await read('')).toEqual([]);
  });

  it('looks at quotes in time that grows with the row alone', async () => {
    const row = `${',"a""b"'.repeat(100_000)},a"`;
    const [record] = await read(`outcome\n${row}`);
    expect(record!.fault!.message).toMatch(/^The quotes are wrong/);
  });
});
