import { expect, it } from '@jest/globals';
import { counterCostsLine } from './counter-costs-line.js';

it('says what counters told, and that it is in no other figure', () => {
  const rest = 'on days on which no usage of these told it. The figures above do not have it.';
  const all = { cost_usd: 3.2, input_tokens: 84_000, output_tokens: 9000, patterns: 3 };
  expect(counterCostsLine(all)).toBe(
    `Counters told $3.20, 84,000 input tokens, 9,000 output tokens of 3 patterns ${rest}`,
  );
  const one = { cost_usd: null, input_tokens: null, output_tokens: 0, patterns: 1 };
  expect(counterCostsLine(one)).toBe(`Counters told 0 output tokens of 1 pattern ${rest}`);
});
