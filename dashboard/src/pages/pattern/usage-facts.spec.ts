import { expect, it } from '@jest/globals';
import { usageFacts } from './usage-facts.js';

const NOTHING = {
  version: null,
  actor: null,
  input_tokens: null,
  output_tokens: null,
  cost_usd: null,
  time_saved_seconds: null,
};

it('lists what a usage tells, and nothing else', () => {
  expect(usageFacts(NOTHING)).toEqual([]);
  expect(usageFacts({ ...NOTHING, cost_usd: 0 })).toEqual([['Cost', '$0.00']]);
  expect(
    usageFacts({
      ...NOTHING,
      version: '2.1',
      output_tokens: 1200,
      cost_usd: 0.01834,
      time_saved_seconds: 90,
    }),
  ).toEqual([
    ['Version', '2.1'],
    ['Tokens', '– in, 1,200 out'],
    ['Cost', '$0.0183'],
    ['Time saved', '1.5 mins'],
  ]);
});
