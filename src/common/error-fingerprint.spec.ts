import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { errorFingerprint } from './error-fingerprint.js';

describe('errorFingerprint', () => {
  it.each([
    ['Timeout after 3000 ms (attempt 2/5)', 'Timeout after <n> ms (attempt <n>/<n>)'],
    ['User 7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42 not found', 'User <uuid> not found'],
    [
      "ENOENT: no such file or directory, open '/var/lib/app/cache-17.json'",
      "ENOENT: no such file or directory, open '<path>'",
    ],
    ['connect ECONNREFUSED 10.0.0.17:5432', 'connect ECONNREFUSED <ip>'],
    ['GET https://api.example.org/v1/items?id=9 failed: 503', 'GET <url> failed: <n>'],
    ['commit 9fceb02d0ae598e95dc970b74767f19372d61af8 is gone', 'commit <hex> is gone'],
    ['at 2026-03-01T12:30:00.123Z:\n  value -1.5 for ann@example.org', 'at <time>: value <n> for <email>'],
    ['HTTP2 stream closed', 'HTTP2 stream closed'],
  ])('of %j', (message, fingerprint) => {
    expect(errorFingerprint(message)).toBe(fingerprint);
  });

  it('is the same whatever the numbers and ids are', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), fc.nat(), fc.nat(), (id, other, n, m) => {
        const of = (uuid: string, number: number): string =>
          errorFingerprint(`Job ${uuid} failed ${number} times`);
        expect(of(id, n)).toBe(of(other, m));
      }),
    );
  });

  it('of what is far apart in length is read to the same end', () => {
    const message = 'Timeout after 3000 ms at step '.repeat(100);
    expect(errorFingerprint(message + 'x'.repeat(30_000))).toBe(errorFingerprint(message));
    // What stands in the middle of a long word is not the beginning of an address.
    const word = 'a'.repeat(500);
    expect(errorFingerprint(`${word}@example.org`)).toBe(`${word}@example.org`.slice(0, 256));
    expect(errorFingerprint('mail to ann.b+c@example.org.')).toBe('mail to <email>.');
  });

  it('is short, well-formed text, whatever the message', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 3000 }), (message) => {
        const fingerprint = errorFingerprint(message);
        expect(fingerprint.length).toBeLessThanOrEqual(256);
        expect(fingerprint).toBe(Buffer.from(fingerprint).toString());
        expect(errorFingerprint(message)).toBe(fingerprint);
      }),
    );
  });
});
