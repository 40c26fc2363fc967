import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { IANAZone } from 'luxon';
import { clockOf } from './clock-of.js';
import { isShownTwice } from './is-shown-twice.js';
import { offsetName } from './offset-name.js';

const HOUR = 3_600_000;
const ZONES = [
  'Europe/Paris',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Havana',
  'Asia/Kolkata',
  'UTC',
];

describe('a time that clocks show twice', () => {
  it.each([
    ['Europe/Paris', '2025-10-26T00:00:00Z', true, 'UTC+2'],
    ['Europe/Paris', '2025-10-26T01:00:00Z', true, 'UTC+1'],
    ['Europe/Paris', '2025-10-26T02:00:00Z', false, 'UTC+1'],
    ['Europe/Paris', '2025-10-25T23:00:00Z', false, 'UTC+2'],
    ['Europe/Paris', '2025-03-30T01:00:00Z', false, 'UTC+2'],
    ['Australia/Lord_Howe', '2026-04-04T14:30:00Z', true, 'UTC+11'],
    ['Australia/Lord_Howe', '2026-04-04T15:00:00Z', true, 'UTC+10:30'],
    ['Australia/Lord_Howe', '2026-04-04T15:30:00Z', false, 'UTC+10:30'],
    ['America/Havana', '2025-11-02T04:00:00Z', true, 'UTC-4'],
    ['America/Havana', '2025-11-02T05:00:00Z', true, 'UTC-5'],
  ])('in %s at %s: %s, %s', (zone, time, twice, name) => {
    expect([isShownTwice(Date.parse(time), zone), offsetName(Date.parse(time), zone)]).toEqual([twice, name]);
  });

  it('is told from the other, in any zone around any time', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.date({ min: new Date('2010-01-01'), max: new Date('2036-01-01'), noInvalidDate: true }),
        (zone, date) => {
          const start = Math.floor(date.getTime() / (HOUR / 2)) * (HOUR / 2);
          const names = Array.from({ length: 100 }, (_, at) => {
            const time = start + (at * HOUR) / 2;
            // As an independent library knows the offset.
            const offset = IANAZone.create(zone).offset(time) * 60_000;
            expect(clockOf(time, zone)).toBe(time + offset);
            return `${String(time + offset)} ${isShownTwice(time, zone) ? offsetName(time, zone) : ''}`;
          });
          expect(new Set(names).size).toBe(names.length);
        },
      ),
    );
  });
});
