import { describe, expect, it } from '@jest/globals';
import type { UsageAnswer } from '../../store/usages/usage-rows.js';
import { splitPeriods } from './periods.js';
import { rankedSeries, rowsBeyond } from './series.js';

type Row = UsageAnswer<'usages'>;

const row = (pattern_id: string, slice: number, usages: number): Row => {
  return { pattern_id, slice, usages, name: null, type: null, node_type: null };
};

describe('series', () => {
  const rows = [row('a', 0, 9), row('a', 1, 1), row('b', 2, 2), row('c', 1, 2), row('d', 0, 5)];

  it('are of the range alone, the most used first, what is equal by id', async () => {
    const periods = await splitPeriods(rows, 1);
    const series = await rankedSeries(periods, 'usages');
    expect(series.map(({ id }) => id)).toEqual(['b', 'c', 'a']);
    expect(series[2]).toMatchObject({ current: [row('a', 0, 1)], previous: [row('a', 0, 9)] });
  });

  it('leave the rows of all others, those of the period before included', async () => {
    const periods = await splitPeriods(rows, 1);
    const [first] = await rankedSeries(periods, 'usages');
    const beyond = rowsBeyond(periods, [first!]);
    expect(beyond.current).toEqual([row('a', 0, 1), row('c', 0, 2)]);
    expect(beyond.previous).toEqual([row('a', 0, 9), row('d', 0, 5)]);
  });
});
