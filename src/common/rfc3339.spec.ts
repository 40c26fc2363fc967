import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseRfc3339 } from './rfc3339.js';

describe('parseRfc3339', () => {
  it('reads the examples of RFC 3339, 5.8, and a leap second as the one after it', () => {
    expect(parseRfc3339('1985-04-12T23:20:50.52Z')).toBe(482_196_050_520);
    expect(parseRfc3339('1996-12-19T16:39:57-08:00')).toBe(851_042_397_000);
    expect(parseRfc3339('1937-01-01T12:00:27.87+00:20')).toBe(-1_041_337_172_130);
    expect(parseRfc3339('1990-12-31T23:59:60Z')).toBe(Date.UTC(1991, 0, 1));
    expect(parseRfc3339('1990-12-31T15:59:60.25-08:00')).toBe(Date.UTC(1991, 0, 1, 0, 0, 0, 250));
  });

  it('reads what Date writes', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }),
        (date) => {
          expect(parseRfc3339(date.toISOString())).toBe(date.getTime());
        },
      ),
    );
  });

  it('knows which days there are', () => {
    expect(parseRfc3339('2024-02-29T00:00:00Z')).toBe(Date.UTC(2024, 1, 29));
    for (const day of [
      '2023-02-29',
      '2100-02-29',
      '2026-02-30',
      '2026-04-31',
      '2026-13-01',
      '2026-00-10',
      '2026-01-00',
    ]) {
      expect(parseRfc3339(`${day}T00:00:00Z`)).toBeUndefined();
    }
  });

  it.each([
    ['no zone', '2026-03-01T12:00:00'],
    ['a date alone', '2026-03-01'],
    ['an hour that does not exist', '2026-03-01T24:00:00Z'],
    ['a zone that does not exist', '2026-03-01T12:00:00+24:00'],
    ['words', 'yesterday'],
    ['something behind it', '2026-03-01T12:00:00Z; DROP TABLE x'],
    ['a second 60 in the midst of a month', '2026-03-15T23:59:60Z'],
    ['a second 60 in the midst of a day', '2016-12-31T22:59:60Z'],
    ['a second 61', '2016-12-31T23:59:61Z'],
    ['a fraction without digits', '2026-03-01T12:00:00.Z'],
    ['digits of another script', '２０２６-03-01T12:00:00Z'],
    ['a longer year', '12026-03-01T12:00:00Z'],
  ])('refuses %s', (_, text) => {
    expect(parseRfc3339(text)).toBeUndefined();
  });

  it('reads whatever the grammar of RFC 3339, 5.6, lets one write', () => {
    const two = (max: number): fc.Arbitrary<string> =>
      fc.nat(max).map((number) => String(number).padStart(2, '0'));
    const parts = fc.record({
      date: fc.date({ min: new Date('0000-01-02T00:00:00Z'), max: new Date('9999-12-30T00:00:00Z') }),
      fraction: fc.option(fc.stringMatching(/^\d{1,40}$/), { nil: undefined }),
      separator: fc.constantFrom('T', 't', ' '),
      zone: fc.oneof(
        fc.constantFrom('Z', 'z', '-00:00', '+23:59', '-23:59'),
        fc.tuple(fc.constantFrom('+', '-'), two(23), two(59)).map(([sign, h, m]) => `${sign}${h}:${m}`),
      ),
    });
    fc.assert(
      fc.property(parts, ({ date, fraction, separator, zone }) => {
        fc.pre(!Number.isNaN(date.getTime()));
        const seconds = Math.floor(date.getTime() / 1000) * 1000;
        const [day, clock] = new Date(seconds).toISOString().slice(0, 19).split('T');
        const text = `${day}${separator}${clock}${fraction === undefined ? '' : `.${fraction}`}${zone}`;
        const [, sign, hours = '0', minutes = '0'] = /^([+-])(..):(..)$/.exec(zone) ?? [];
        const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60_000 : 60_000);
        const milliseconds = Number((fraction ?? '').padEnd(3, '0').slice(0, 3));
        expect([text, parseRfc3339(text)]).toEqual([text, seconds + milliseconds - offset]);
      }),
    );
  });

  it('cuts digits finer than a millisecond off', () => {
    expect(parseRfc3339('2026-03-01T12:00:00.123999999Z')).toBe(parseRfc3339('2026-03-01T12:00:00.123Z'));
    expect(parseRfc3339('2026-03-01T12:00:00.5Z')).toBe(Date.UTC(2026, 2, 1, 12, 0, 0, 500));
  });
});
