import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isShownTwice } from './is-shown-twice.js';
import { localText, parseLocal } from './local-time.js';

const MINUTE = 60_000;

it.each([
  ['2026-03-01T00:00', 'America/New_York', '2026-03-01T05:00:00.000Z'],
  ['2026-04-01T00:00', 'America/New_York', '2026-04-01T04:00:00.000Z'],
  ['2026-04-01T00:00', 'Asia/Kolkata', '2026-03-31T18:30:00.000Z'],
])('reads %s on the clocks of %s as %s', (text, zone, time) => {
  expect(new Date(parseLocal(text, zone)!).toISOString()).toBe(time);
});

it.each(['', 'x', '2026-13-01T00:00'])('reads no time in "%s"', (text) => {
  expect(parseLocal(text, 'UTC')).toBeNull();
});

it('reads what it wrote, unless clocks show it twice', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('Europe/Paris', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC'),
      fc.date({ min: new Date('2010-01-01'), max: new Date('2036-01-01'), noInvalidDate: true }),
      (zone, date) => {
        const time = Math.floor(date.getTime() / MINUTE) * MINUTE;
        fc.pre(!isShownTwice(time, zone));
        expect(parseLocal(localText(time, zone), zone)).toBe(time);
      },
    ),
  );
});
