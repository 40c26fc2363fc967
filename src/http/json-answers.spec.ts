import { describe, expect, it } from '@jest/globals';
import { acceptedEncoding } from './accepted-encoding.js';
import { namesTag } from './names-tag.js';

describe('acceptedEncoding', () => {
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
  ])('of %j is %s', (header, encoding) => expect(acceptedEncoding(header)).toBe(encoding));
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
