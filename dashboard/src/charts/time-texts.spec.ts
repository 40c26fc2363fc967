import { describe, expect, it } from '@jest/globals';
import * as format from '../format/format.js';
import { LINES } from './line-looks.js';
import { STACKED_BARS } from './stacked-bars.js';
import type { TimePlan } from './time-plan.js';
import { timeTable, timeTip } from './time-texts.js';

const PLAN: TimePlan = {
  title: 'Usages',
  label: '',
  height: 10,
  buckets: [{ timestamp: '2026-03-01T00:00:00Z' }, { timestamp: '2026-03-08T00:00:00Z', partial: true }],
  granularity: 'week',
  timezone: 'UTC',
  look: STACKED_BARS,
  series: [
    { name: 'Success', colour: 'outcome-success', values: [1200, 0] },
    { name: 'Error', colour: 'outcome-error', values: [3, null] },
  ],
  write: format.count,
  writeShort: format.shortCount,
  remarks: [
    { inTip: 'Usages', inTable: 'All', textAt: (place) => ['1,203', '0'][place]! },
    { inTip: 'Success rate', textAt: () => '99%' },
  ],
};

describe('the tip of a chart over time', () => {
  it('has the series as they stand on each other, and what else is said of the bucket', () => {
    expect(timeTip(PLAN, 0)).toEqual({
      title: '1 Mar 2026',
      lines: [
        { name: 'Error', value: '3', colour: 'var(--outcome-error)' },
        { name: 'Success', value: '1,200', colour: 'var(--outcome-success)' },
        { name: 'Usages', value: '1,203' },
        { name: 'Success rate', value: '99%' },
      ],
    });
  });

  it('has lines in their order', () => {
    expect(timeTip({ ...PLAN, look: LINES, remarks: [] }, 0)?.lines.map(({ name }) => name)).toEqual([
      'Success',
      'Error',
    ]);
  });

  it('says where nothing was measured, and that a bucket is only in part in the range', () => {
    const tip = timeTip(PLAN, 1);
    expect(tip?.lines.slice(0, 2).map(({ value }) => value)).toEqual(['–', '0']);
    expect(tip?.note).toBe('Only part of it is in the range.');
  });

  it('leaves out what is 0 there, where it is to', () => {
    const names = timeTip({ ...PLAN, hidesZeros: true }, 1)?.lines.map(({ name }) => name);
    expect(names).toEqual(['Error', 'Usages', 'Success rate']);
  });

  it('leaves out what has no value there, where it is to, and says of how many usages a value is', () => {
    const [success, error] = PLAN.series as [TimePlan['series'][0], TimePlan['series'][0]];
    const plan = { ...PLAN, hidesEmpty: true, remarks: [], series: [{ ...success, ns: [40, null] }, error] };
    expect(timeTip(plan, 0)?.lines.map(({ value }) => value)).toEqual(['3', '1,200 (n\u00a040)']);
    expect(timeTip(plan, 1)?.lines.map(({ value }) => value)).toEqual(['0']);
    expect(timeTable(plan).rows.map((row) => row.slice(1))).toEqual([
      ['1,200 (n\u00a040)', '3'],
      ['0', '–'],
    ]);
  });

  it('is of a bucket', () => {
    expect(timeTip(PLAN, 2)).toBeUndefined();
  });
});

it('has a table with a row a bucket, and tells which are only in part in the range', () => {
  expect(timeTable(PLAN)).toEqual({
    caption: 'Usages per week',
    columns: ['Begins', 'Success', 'Error', 'All'],
    rows: [
      ['1 Mar 2026', '1,200', '3', '1,203'],
      ['8 Mar 2026 (part)', '0', '–', '0'],
    ],
  });
});
