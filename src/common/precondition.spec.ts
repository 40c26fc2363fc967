import { expect, it } from '@jest/globals';
import { isAsExpected } from './precondition.js';

it.each([
  [{}, null, true],
  [{}, 'a', true],
  [{ 'if-match': '"a"' }, 'a', true],
  [{ 'if-match': '"b", "a-gzip"' }, 'a', true],
  [{ 'if-match': '"a-br"' }, 'a', true],
  [{ 'if-match': 'W/"a"' }, 'a', false],
  [{ 'if-match': '"b"' }, 'a', false],
  [{ 'if-match': 'a' }, 'a', false],
  [{ 'if-match': '' }, 'a', false],
  [{ 'if-match': '"a"' }, null, false],
  [{ 'if-match': '*' }, 'a', true],
  [{ 'if-match': ' * ' }, null, false],
  [{ 'if-none-match': '*' }, null, true],
  [{ 'if-none-match': '*' }, 'a', false],
  [{ 'if-none-match': '"a"' }, 'a', false],
  [{ 'if-none-match': '"b"' }, 'a', true],
])('%j of %j: %s', (headers, hash, is) => expect(isAsExpected(headers, hash)).toBe(is));
