import { describe, expect, it } from '@jest/globals';
import { ago, axisName, bucketName, instant, moment, span } from './times.js';

const ZONE = 'Europe/Paris';

/** Without the commas, which come and go with the version of ICU. */
const plain = (text: string): string => text.replaceAll(',', '');

describe('a bucket', () => {
  it('is named by when it begins on the clocks of the zone', () => {
    const begins = '2026-03-01T23:00:00Z';
    expect(plain(bucketName(begins, 'minute', ZONE))).toBe('Mon 2 Mar 00:00');
    expect(plain(bucketName(begins, 'hour', 'UTC'))).toBe('Sun 1 Mar 23:00');
    expect(plain(bucketName(begins, 'day', ZONE))).toBe('Mon 2 Mar');
    expect(plain(bucketName(begins, 'week', ZONE))).toBe('2 Mar 2026');
  });

  it('of an hour that clocks show twice says which of the two it is', () => {
    const names = [0, 1, 2, 3].map((hour) => bucketName(`2025-10-25T2${String(hour)}:00:00Z`, 'hour', ZONE));
    const twice = ['2025-10-26T00:00:00Z', '2025-10-26T01:00:00Z'].map((at) => bucketName(at, 'hour', ZONE));
    expect(names.every((name) => !name.includes('UTC'))).toBe(true);
    expect(twice.map(plain)).toEqual(['Sun 26 Oct 02:00 UTC+2', 'Sun 26 Oct 02:00 UTC+1']);
    expect(axisName('2025-10-26T01:00:00Z', 'hour', ZONE)).toBe('Sun 02:00 UTC+1');
  });
});

it('has shorter names on an axis', () => {
  expect(axisName('2026-03-01T23:00:00Z', 'day', ZONE)).toBe('2 Mar');
  expect(axisName('2026-03-02T00:00:00Z', 'hour', ZONE)).toBe('Mon 01:00');
  expect(axisName('2026-03-01T23:00:00Z', 'hour', ZONE)).toBe('2 Mar');
  expect(axisName('2026-03-01T23:00:00Z', 'minute', ZONE)).toBe('00:00');
});

it('says from when to when, and no further than now', () => {
  const now = Date.parse('2026-03-02T10:00:00Z');
  const [from, to] = ['2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z'];
  expect(span(from, to, 'UTC', now)).toMatch(/^1 Mar 2026.* 00:00 – 2 Mar 2026.* 10:00 \(UTC\)$/);
  expect(span(from, from, 'UTC', now)).toMatch(/^1 Mar 2026.* 00:00 – 1 Mar 2026.* 00:00 \(UTC\)$/);
});

it('writes a time to the minute, and a single usage to the second', () => {
  const at = '2026-03-01T12:34:56.789Z';
  expect([moment(at, 'UTC'), instant(at, 'UTC')].map(plain)).toEqual([
    '1 Mar 2026 12:34',
    '1 Mar 2026 12:34:56',
  ]);
});

it.each([
  [null, '–'],
  [-30, 'this minute'],
  [90, '2 min ago'],
  [3 * 3600, '3 hr ago'],
  [40 * 3600, '2 days ago'],
  [24 * 3600, 'yesterday'],
])('says of %p seconds ago: %s', (seconds, text) => {
  const now = Date.now();
  expect(ago(seconds === null ? null : new Date(now - seconds * 1000).toISOString(), now)).toBe(text);
});
