import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bucketsOf, isTimeZone, previousPeriod, startOfBucket, WEEKDAYS } from './calendar.js';
import { GRANULARITIES } from './time-range.js';

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'Africa/Cairo',
];
const at = (text: string): number => Date.parse(text);

/** The date, weekday and hour on a zone's clocks, told by the platform's own formatting. */
const wallClock = (
  time: number,
  timeZone: string,
): { day: string; weekday: string; hour: string; minute: string } => {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    weekday: 'long',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(time);
  const part = (type: string): string => parts.find((one) => one.type === type)!.value;
  return {
    day: `${part('year')}-${part('month')}-${part('day')}`,
    weekday: part('weekday').toLowerCase(),
    hour: part('hour'),
    minute: part('minute'),
  };
};

describe('buckets', () => {
  const calendar = fc.record({
    granularity: fc.constantFrom(...GRANULARITIES),
    timeZone: fc.constantFrom(...ZONES),
    weekStart: fc.constantFrom(...WEEKDAYS),
  });
  const time = fc.oneof(
    fc.integer({ min: at('2010-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z') }),
    // Samoa left out Friday 2011-12-30.
    fc.integer({ min: at('2011-12-15T00:00:00Z'), max: at('2012-01-15T00:00:00Z') }),
  );

  it('hold every instant of a range once', () => {
    fc.assert(
      fc.property(time, fc.integer({ min: 0, max: 20 * 86_400_000 }), calendar, (from, span, how) => {
        const range = { from, to: from + span };
        let reached = from;
        for (const bucket of bucketsOf(range, how, 10_000)!) {
          expect(bucket.from).toBe(reached);
          expect(bucket.to).toBeGreaterThan(bucket.from);
          expect(bucket.start).toBeLessThanOrEqual(bucket.from);
          expect(bucket.end).toBeGreaterThanOrEqual(bucket.to);
          expect([bucket.from, bucket.to - 1].map((ms) => startOfBucket(ms, how))).toEqual([
            bucket.start,
            bucket.start,
          ]);
          reached = bucket.to;
        }
        expect(reached).toBe(range.to);
      }),
    );
  });

  it('are the hours, days and weeks on the zone’s clocks', () => {
    fc.assert(
      fc.property(time, calendar, (some, how) => {
        const start = startOfBucket(some, how);
        const [asked, began, before] = [some, start, start - 1].map((ms) => wallClock(ms, how.timeZone));
        if (how.granularity === 'hour') {
          expect(began!.minute).toBe('00');
          expect([began!.day, began!.hour]).toEqual([asked!.day, asked!.hour]);
          return;
        }
        // Another day ended just before it.
        expect(before!.day).not.toBe(began!.day);
        if (how.granularity === 'day') expect(began!.day).toBe(asked!.day);
        else {
          // The week’s first day is among those since the one that ended: a zone may have left it out.
          const dates = [];
          for (
            let date = Date.parse(`${before!.day} UTC`) + 86_400_000;
            date <= Date.parse(`${began!.day} UTC`);
            date += 86_400_000
          )
            dates.push(WEEKDAYS[(new Date(date).getUTCDay() + 6) % 7]);
          expect(dates).toContain(how.weekStart);
          expect(dates.length).toBeLessThanOrEqual(2);
          expect(some - start).toBeLessThan(7 * 86_400_000 + 3_600_000);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('are 23 and 25 hours long where clocks are set', () => {
    const berlin = { granularity: 'day', timeZone: 'Europe/Berlin', weekStart: 'monday' } as const;
    const hours = (from: string, to: string): number[] =>
      bucketsOf({ from: at(from), to: at(to) }, berlin, 10)!.map(
        ({ start, end }) => (end - start) / 3_600_000,
      );
    expect(hours('2026-03-28T23:00:00Z', '2026-03-30T22:00:00Z')).toEqual([23, 24]);
    expect(hours('2026-10-24T22:00:00Z', '2026-10-26T23:00:00Z')).toEqual([25, 24]);
  });

  it('are shorter hours where clocks are set by half of one, or within one', () => {
    const starts = (timeZone: string, from: string, to: string): string[] =>
      bucketsOf(
        { from: at(from), to: at(to) },
        { granularity: 'hour', timeZone, weekStart: 'monday' },
        10,
      )!.map(({ start }) => new Date(start).toISOString().slice(11, 16));
    // From 02:00 back to 01:30, and from 02:00 on to 02:30.
    const lordHowe = 'Australia/Lord_Howe';
    expect(starts(lordHowe, '2026-04-04T14:00:00Z', '2026-04-04T16:30:00Z')).toEqual([
      '14:00',
      '15:00',
      '15:30',
    ]);
    expect(starts(lordHowe, '2026-10-03T14:30:00Z', '2026-10-03T17:00:00Z')).toEqual([
      '14:30',
      '15:30',
      '16:00',
    ]);
    // From 02:45 on to 03:45.
    expect(starts('Pacific/Chatham', '2026-09-26T13:15:00Z', '2026-09-26T15:15:00Z')).toEqual([
      '13:15',
      '14:00',
      '14:15',
    ]);
  });

  it('are given up where there are too many', () => {
    const hourly = { granularity: 'hour', timeZone: 'UTC', weekStart: 'monday' } as const;
    expect(bucketsOf({ from: 0, to: 3_600_000 * 11 }, hourly, 10)).toBeUndefined();
    expect(bucketsOf({ from: 0, to: 3_600_000 * 10 }, hourly, 10)).toHaveLength(10);
  });
});

describe('previousPeriod', () => {
  const of = (from: string, to: string, zone: string, now: string): string[] => {
    const period = previousPeriod({ from: at(from), to: at(to) }, zone, at(now));
    return [new Date(period.from).toISOString(), new Date(period.to).toISOString()];
  };

  it('is as long, and ends where the range begins', () => {
    expect(of('2026-03-04T06:00:00Z', '2026-03-04T09:00:00Z', 'UTC', '2026-03-05T00:00:00Z')).toEqual([
      '2026-03-04T03:00:00.000Z',
      '2026-03-04T06:00:00.000Z',
    ]);
  });

  it('has come as far as the range has', () => {
    expect(of('2026-03-04T00:00:00Z', '2026-03-05T00:00:00Z', 'UTC', '2026-03-04T12:00:00Z')).toEqual([
      '2026-03-03T00:00:00.000Z',
      '2026-03-03T12:00:00.000Z',
    ]);
  });

  it('has whole days before whole days, whatever the clock does', () => {
    // Berlin, Monday to Monday after the clocks were set on the Sunday between.
    expect(
      of('2026-03-29T22:00:00Z', '2026-04-05T22:00:00Z', 'Europe/Berlin', '2026-06-01T00:00:00Z'),
    ).toEqual(['2026-03-22T23:00:00.000Z', '2026-03-29T22:00:00.000Z']);
  });
});

describe('isTimeZone', () => {
  it('knows IANA’s names and nothing else', () => {
    for (const name of ZONES) expect(isTimeZone(name)).toBe(true);
    for (const name of ['', 'Berlin', 'Europe/Atlantis', '../etc/passwd', 'x'.repeat(100)]) {
      expect(isTimeZone(name)).toBe(false);
    }
  });
});
