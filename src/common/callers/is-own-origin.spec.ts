import { expect, it } from '@jest/globals';
import { isOwnOrigin } from './is-own-origin.js';

it.each([
  [{ host: 'a:1' }, [], true],
  [{ origin: 'http://a:1', host: 'A:1' }, [], true],
  [{ origin: 'https://a', host: 'a' }, [], true],
  [{ origin: 'http://a:2', host: 'a:1' }, [], false],
  [{ origin: 'null', host: 'a:1' }, [], false],
  [{ origin: 'null', host: 'null' }, [], false],
  [{ origin: 'http://a' }, [], false],
  [{ origin: 'http://undefined' }, [], false],
  [{ origin: 'http://b', host: 'a' }, ['http://b'], true],
  [{ origin: 'http://b', host: 'a' }, ['*'], true],
  [{ origin: 'https://tracker.example', host: 'a', 'x-forwarded-host': 'tracker.example' }, [], true],
  [{ origin: 'https://evil.example', host: 'a', 'x-forwarded-host': 'tracker.example' }, [], false],
  [{ host: 'a', 'sec-fetch-site': 'same-origin' }, [], true],
  [{ host: 'a', 'sec-fetch-site': 'none' }, [], true],
  [{ host: 'a', 'sec-fetch-site': 'same-site' }, [], false],
  [{ host: 'a', 'sec-fetch-site': 'cross-site' }, [], false],
  [{ origin: 'https://a', host: 'b', 'sec-fetch-site': 'same-origin' }, [], true],
  [{ origin: 'http://a', host: 'a', 'sec-fetch-site': 'cross-site' }, [], false],
  [{ origin: 'http://b', host: 'a', 'sec-fetch-site': 'cross-site' }, ['http://b'], true],
])('of %j where %j may: %s', (headers, allowed, may) => expect(isOwnOrigin(headers, allowed)).toBe(may));
