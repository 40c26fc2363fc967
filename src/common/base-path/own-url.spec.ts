import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { basePathOf } from './base-path-of.js';
import { ownUrl } from './own-url.js';

describe('ownUrl', () => {
  it.each([
    ['/', '', '/'],
    ['/a/', '', '/a'],
    ['/a//?b=/', '', '/a?b=/'],
    ['//', '', '/'],
    ['/?a/', '', '/?a/'],
    ['*', '', '*'],
    ['http://host/a/', '', 'http://host/a/'],
    ['/tracker', '/tracker', '/'],
    ['/tracker/', '/tracker', '/'],
    ['/tracker?a', '/tracker', '/?a'],
    ['/tracker/docs/', '/tracker', '/docs'],
    ['/docs', '/tracker', '/docs'],
    ['/trackers/a', '/tracker', '/trackers/a'],
    ['/a/b/c', '/a/b', '/c'],
  ])('%s under %j is %s', (url, basePath, own) => expect(ownUrl(url, basePath)).toBe(own));

  it('is the same with and without the path and a slash', () => {
    const path = fc.webPath().filter((text) => text.startsWith('/') && !`${text}/`.startsWith('/t/'));
    fc.assert(
      fc.property(path, fc.webQueryParameters(), (url, query) => {
        const plain = ownUrl(`${url}?${query}`, '');
        expect(ownUrl(`/t${url}/?${query}`, '/t')).toBe(plain);
        expect(ownUrl(plain, '/t')).toBe(plain);
      }),
    );
  });
});

describe('basePathOf', () => {
  it.each([
    [undefined, '/set', '/set'],
    ['/tracker', '', '/tracker'],
    ['/tracker/', '/set', '/tracker'],
    ['/outer, /inner', '', '/outer'],
    ['/', '/set', '/set'],
    ['/a/../b', '/set', '/set'],
    ['//evil.example', '', ''],
    ['/"><script>', '', ''],
    ['https://evil.example', '', ''],
    ['/api', '', ''],
    [`/${'a'.repeat(300)}`, '', ''],
  ])('of %j is, where %j is set, %j', (said, set, is) =>
    expect(basePathOf({ 'x-forwarded-prefix': said }, set)).toBe(is),
  );
});
