import { describe, expect, it } from '@jest/globals';
import { type ListedUsageRow, readUsageRows, UsageAnswers } from './usage-rows.js';

const at = { pattern_id: 'p', name: 'P', type: null, node_type: null };

describe('readUsageRows', () => {
  it('merges what several sources hold of a slice, each measure in its way', async () => {
    const row = {
      ...at,
      slice: '2,1,2',
      usages: '1,2,3',
      quality_sum: '0.25,,0.5',
      first_used: '2500,1500,2100',
      last_used: '2500,1900,2200',
    };
    expect(await readUsageRows([row], ['usages', 'quality_sum', 'first_used', 'last_used'], [])).toEqual([
      { ...at, slice: 1, usages: 2, quality_sum: null, first_used: 1500, last_used: 1900 },
      { ...at, slice: 2, usages: 4, quality_sum: 0.75, first_used: 2100, last_used: 2500 },
    ]);
  });

  it('merges all of a slice that is the only one', async () => {
    const rows = [
      { ...at, usages: '1,2', quality_sum: ',' },
      { ...at, pattern_id: 'q', usages: '7', quality_sum: '0.1' },
    ];
    expect(await readUsageRows(rows, ['usages', 'quality_sum'], [])).toEqual([
      { ...at, slice: 0, usages: 3, quality_sum: null },
      { ...at, pattern_id: 'q', slice: 0, usages: 7, quality_sum: 0.1 },
    ]);
  });

  it('keeps the values of the keys apart, commas in them too', async () => {
    const row = {
      slice: '0,0,0',
      outcome: 'error,success,error',
      latency_bin: '3,,3',
      dimension: ['=a,b', null, '=a,b'],
      usages: '1,2,',
    };
    expect(await readUsageRows([row], ['usages'], ['outcome', 'latency_bin', 'dimension'])).toMatchObject([
      { pattern_id: '', outcome: 'error', bin: 3, value: 'a,b', usages: 1 },
      { pattern_id: '', outcome: 'success', bin: null, value: null, usages: 2 },
    ]);
  });

  it('merges what several statements hold of a pattern, and answers by pattern and slice', async () => {
    const answers = new UsageAnswers(['usages', 'last_used'], ['quality_bin']);
    const row = (pattern_id: string, slice: string, quality_bin: string, usages: string): ListedUsageRow => ({
      ...at,
      pattern_id,
      slice,
      quality_bin,
      usages,
      last_used: usages.replace(/\d+/g, (digits) => `${digits}000`),
    });
    await answers.add([row('q', '1,0', '3,', '1,2'), row('p', '0', '3', '4')], false);
    await answers.add([row('q', '0,1,2', ',3,3', '8,16,32')], true);
    expect(answers.size).toBe(4);
    const expected = [
      ['p', 0, 3, 4, 4000],
      ['q', 0, null, 10, 8000],
      ['q', 1, 3, 17, 16_000],
      ['q', 2, 3, 32, 32_000],
    ];
    expect(
      (await answers.inOrder()).map(({ pattern_id, slice, bin, usages, last_used }) => [
        pattern_id,
        slice,
        bin,
        usages,
        last_used,
      ]),
    ).toEqual(expected);
  });

  it('is nothing where all usages together are none', async () => {
    expect(await readUsageRows([{ usages: null }], ['usages'], [])).toEqual([]);
  });
});
