import { describe, expect, it } from '@jest/globals';
import { crc32c } from './crc-32c.js';

describe('crc32c', () => {
  it.each([
    // RFC 3720, B.4.
    [Buffer.alloc(32), 0x8a9136aa],
    [Buffer.alloc(32, 0xff), 0x62a8ab43],
    [Buffer.from(Array.from({ length: 32 }, (_, index) => index)), 0x46dd794e],
    [Buffer.from('123456789'), 0xe3069283],
    [Buffer.alloc(0), 0],
  ])('of %j', (bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected);
  });
});
