import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { progressBar } from '../../src/cli/progress-bar.js';

let written = '';
beforeEach(() => {
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written += String(text);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});

it('shows how far it is on standard error, and in how many words', () => {
  const bar = progressBar('Loading');
  bar.update(0.25, '250 lines');
  bar.update(1, '1000 lines');
  bar.stop();
  expect(written).toContain('Loading');
  expect(written).toMatch(/100 % \| 1000 lines/);
});
