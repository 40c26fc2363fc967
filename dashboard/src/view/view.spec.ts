import { describe, expect, it } from '@jest/globals';
import { filterQuery, granularityOf, rangeQuery, readView, spanOf, type View } from './view.js';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-06-15T12:00:00Z');
const viewOf = (search: string): View => readView(new URLSearchParams(search), 'Europe/Berlin', NOW);
const PLAIN = {
  range: '7d',
  from: null,
  to: null,
  granularity: null,
  timeZone: 'Europe/Berlin',
  patternType: null,
  nodeType: null,
  outcomes: [],
  version: null,
  split: null,
};

describe('what an address says', () => {
  it.each([
    '',
    'tz=%2B02:00',
    'tz=Etc/Unknown',
    'tz=Europe/Nowhere&range=8d&granularity=month&type=9x&node=y&outcome=z',
    'version=%20&split=context.',
    'version=%00&split=team',
    'from=x&to=y',
    'from=2027-01-01T00:00:00Z',
    'to=2026-01-01T00:00:00Z',
    'tz=%FF%FE%00&range[]=7d&range=7d&range=90d',
  ])('is as if it were not there where it is wrong: %s', (search) => {
    expect(viewOf(search)).toEqual(PLAIN);
  });

  it('is read where it is right', () => {
    expect(
      viewOf(
        'range=90d&granularity=week&tz=UTC&type=security&node=effect&outcome=error,x,failure,error&version=+2.0.0&split=context.team',
      ),
    ).toEqual({
      ...PLAIN,
      range: '90d',
      granularity: 'week',
      timeZone: 'UTC',
      patternType: 'security',
      nodeType: 'effect',
      outcomes: ['failure', 'error'],
      version: '2.0.0',
      split: 'context.team',
    });
    expect(viewOf('split=version').split).toBe('version');
  });

  it('has a range from when to when in place of a named one, also up to now', () => {
    expect(viewOf('range=90d&from=2026-03-01&to=2026-03-02T02:00%2B02:00')).toEqual({
      ...PLAIN,
      range: null,
      from: '2026-03-01T00:00:00.000Z',
      to: '2026-03-02T00:00:00.000Z',
    });
    const open = { ...PLAIN, range: null, from: '2026-03-01T00:00:00.000Z' };
    expect(viewOf('from=2026-03-01')).toEqual(open);
    expect(viewOf('from=2026-03-01&to=2026-02-01')).toEqual(open);
  });

  it('asks for no more buckets than the API answers with', () => {
    const days = (count: number): string => new Date(NOW - count * 24 * HOUR).toISOString();
    expect(viewOf(`from=${days(416)}&granularity=hour`).granularity).toBe('hour');
    expect(viewOf(`from=${days(417)}&granularity=hour`).granularity).toBeNull();
    expect(viewOf(`from=${days(417)}&granularity=day`).granularity).toBe('day');
  });
});

describe('a view', () => {
  it.each([
    ['range=1d', 24, 'hour'],
    ['range=7d', 168, 'day'],
    ['range=90d', 2160, 'day'],
    ['from=2026-06-12T12:00:00Z', 72, 'hour'],
    ['from=2026-06-12T11:00:00Z', 73, 'day'],
    ['from=2026-01-01&to=2026-05-01', 2880, 'day'],
    ['from=2026-01-01&to=2026-05-02', 2904, 'week'],
    ['from=2026-06-15T11:59:00Z', 1, 'hour'],
    ['range=90d&granularity=hour', 2160, 'hour'],
  ])('of %s lasts %d hours, in buckets of a %s', (search, hours, granularity) => {
    const view = viewOf(search);
    expect(spanOf(view, NOW)).toBe(hours * HOUR);
    expect(granularityOf(view, NOW)).toBe(granularity);
  });

  it('is asked for by what it says alone', () => {
    expect([rangeQuery(viewOf('')), filterQuery(viewOf(''))]).toEqual([{ time_range: '7d' }, {}]);
    expect(rangeQuery(viewOf('from=2026-03-01'))).toEqual({ from: '2026-03-01T00:00:00.000Z' });
    expect(rangeQuery(viewOf('from=2026-03-01&to=2026-03-02'))).toEqual({
      from: '2026-03-01T00:00:00.000Z',
      to: '2026-03-02T00:00:00.000Z',
    });
    expect(filterQuery(viewOf('type=security&node=effect&outcome=failure,error&version=2.0.0'))).toEqual({
      pattern_type: 'security',
      node_type: 'effect',
      outcome: 'failure,error',
      version: '2.0.0',
    });
  });
});
