import { expect, it } from '@jest/globals';
import { mayConnect } from './may-connect.js';

it.each([
  [undefined, 'a:1', [], true],
  ['http://a:1', 'A:1', [], true],
  ['https://a', 'a', [], true],
  ['http://a:2', 'a:1', [], false],
  ['null', 'a:1', [], false],
  ['http://a', undefined, [], false],
  ['http://b', 'a', ['http://b'], true],
  ['http://b', 'a', ['*'], true],
])('of %j at %j where %j may: %s', (origin, host, allowed, may) =>
  expect(mayConnect(origin, host, allowed)).toBe(may),
);
