import { describe, expect, it } from '@jest/globals';
import { DAY_MS } from '../../common/time-range.js';
import { resolveRange } from '../query/resolve-range.js';
import type { GroupedSeriesQueryDto } from '../query/usage-query.dto.js';
import { Report } from './report.js';

/** Noon of the third of the four days. */
const NOW = Date.parse('2026-03-03T12:00:00Z');
const FOUR_DAYS = { from: '2026-03-01T00:00:00Z', to: '2026-03-05T00:00:00Z' };

const reportOf = (query: GroupedSeriesQueryDto, original?: readonly string[]): Report =>
  new Report(query, resolveRange(query, '7d', { now: NOW, latest: NOW + 1 }), 'day', original);

const daysOf = (report: Report, used: readonly number[]): string[] =>
  report
    .points(new Map(used.map((place) => [place, place])), (timestamp) => ({ timestamp }))
    .map(({ timestamp, partial }) => timestamp.slice(8, 10) + (partial ? ' partial' : ''));

describe('a report', () => {
  it('shows the buckets that something is in, oldest first', () => {
    expect(daysOf(reportOf(FOUR_DAYS), [2, 0])).toEqual(['01', '03 partial']);
  });

  it('shows with fill every bucket that has begun, and what is in one that has not', () => {
    expect(daysOf(reportOf({ ...FOUR_DAYS, fill: true }), [])).toEqual(['01', '02', '03 partial']);
    expect(daysOf(reportOf({ ...FOUR_DAYS, fill: true }), [3])).toEqual([
      '01',
      '02',
      '03 partial',
      '04 partial',
    ]);
  });

  it('says no more than the original where no more is asked', () => {
    const original = ['time_range', 'pattern_id'];
    const report = reportOf({ time_range: '1d', pattern_id: ['a'] }, original);
    expect(daysOf(report, [0, 1])).toEqual(['02', '03']);
    expect(report.extendedFields()).toEqual({});
    expect(reportOf({ time_range: '1d', fill: false }, original).isExtended).toBe(true);
    expect(reportOf({ group_by: 'context.team' }, [...original, 'group_by']).isExtended).toBe(true);
    expect(reportOf({ group_by: 'day' }, [...original, 'group_by']).isExtended).toBe(false);
  });

  it('compares with the period before where that is asked', () => {
    const report = reportOf({ ...FOUR_DAYS, compare: 'previous_period' });
    const { from, to } = report.range.previous;
    expect(report.before).toEqual([{ from, to }]);
    expect((to - from) / DAY_MS).toBe(2.5);
    expect(report.cutBefore().buckets).toHaveLength(3);
    expect(report.comparison(3, 2)).toMatchObject({
      comparison: { value: 3, previous_value: 2, change: 0.5 },
    });
    expect(report.comparison(3, 0)).toMatchObject({ comparison: { change: null } });
    expect(reportOf(FOUR_DAYS).comparison(3, 2)).toEqual({});
    expect(reportOf(FOUR_DAYS).before).toEqual([]);
  });
});
