import { describe, expect, it } from '@jest/globals';
import { readUsageRows } from './usage-rows.js';

const at = { slice: 1, pattern_id: 'p', name: 'P' };

describe('readUsageRows', () => {
  it('merges what several segments hold of a bucket, each measure in its way', () => {
    const row = {
      ...at,
      bucket: '2000,1000,2000',
      usages: '1,2,3',
      quality_sum: '0.25,,0.5',
      first_used: '2500,1500,2100',
      last_used: '2500,1900,2200',
    };
    expect(readUsageRows([row], ['usages', 'quality_sum', 'first_used', 'last_used'])).toEqual([
      { ...at, bucket: 1000, usages: 2, quality_sum: null, first_used: 1500, last_used: 1900 },
      { ...at, bucket: 2000, usages: 4, quality_sum: 0.75, first_used: 2100, last_used: 2500 },
    ]);
  });

  it('merges all of a slice where there are no buckets', () => {
    const rows = [
      { ...at, usages: '1,2', quality_sum: ',' },
      { ...at, slice: 2, usages: '7', quality_sum: '0.1' },
    ];
    expect(readUsageRows(rows, ['usages', 'quality_sum'])).toEqual([
      { ...at, bucket: null, usages: 3, quality_sum: null },
      { ...at, slice: 2, bucket: null, usages: 7, quality_sum: 0.1 },
    ]);
  });
});
