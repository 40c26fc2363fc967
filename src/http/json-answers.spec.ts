import { describe, expect, it } from '@jest/globals';
import { acceptedPacking } from './accepted-packing.js';
import { namesTag } from './names-tag.js';

describe('acceptedPacking', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['identity', undefined],
    ['gzip', 'gzip'],
    ['GZIP;q=0.5', 'gzip'],
    ['gzip, deflate, br', 'br'],
    ['gzip;q=1.0, br;q=0.9', 'gzip'],
    ['br;q=0, *', 'gzip'],
    ['*', 'br'],
    ['*;q=0', undefined],
    ['gzip;q=0', undefined],
    ['gzip;q=0.2, identity', undefined],
    ['gzip;q=nonsense', undefined],
  ])('of %j is %s', (header, packing) => expect(acceptedPacking(header)).toBe(packing));
});

describe('namesTag', () => {
  it.each([
    [undefined, false],
    ['', false],
    ['*', true],
    [' * ', true],
    ['"a"', true],
    ['W/"a"', true],
    ['"b", W/"a"', true],
    ['"b","c"', false],
    ['"*"', false],
    ['a', false],
    ['"aa"', false],
    ['"b, "a"', false],
  ])('%j', (header, is) => expect(namesTag(header, '"a"')).toBe(is));
});
