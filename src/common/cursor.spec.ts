import { describe, expect, it } from '@jest/globals';
import { decodeCursor, encodeCursor } from './cursor.js';

const ID = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';

describe('a cursor', () => {
  it.each([0, 1, 1_772_620_200_123])('comes back as it was, at %d', (createdAt) => {
    expect(decodeCursor(encodeCursor({ createdAt, id: ID }))).toEqual({ createdAt, id: ID });
  });

  it.each([
    '',
    'x',
    '%%%',
    '9999999999999999_7f9c',
    `1e3_${ID}`,
    `9999999999999999_${ID}`,
    `-1_${ID}`,
    `1_${ID}x`,
  ])('is not made of %j', (text) => {
    expect(decodeCursor(text)).toBeUndefined();
  });
});
