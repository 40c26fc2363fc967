import { expect, it } from '@jest/globals';
import { contextLine } from './context-line.js';

it('writes a context in one line', () => {
  expect(contextLine({ task: 'Fix it', tries: 2, files: ['a', 'b'], user: null })).toBe(
    'task: Fix it, tries: 2, files: ["a","b"], user: null',
  );
  expect(contextLine({})).toBe('');
});
