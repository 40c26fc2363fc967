import { expect, it } from '@jest/globals';
import { readView } from '../../view/view.js';
import { graphChoice, relationshipsQuery } from './graph-query.js';

const ID = '0aaaaaaa-1111-4111-8111-111111111111';

const asked = (search: string): object => {
  const parameters = new URLSearchParams(search);
  return relationshipsQuery(readView(parameters, 'UTC'), graphChoice(parameters));
};

it.each([
  ['', { order_by: 'strength', limit: 100 }],
  ['measure=x&pairs=1&least=x&pattern_id=x', { order_by: 'strength', limit: 100 }],
  ['measure=lift&pairs=2000&least=5', { order_by: 'lift', limit: 2000, min_lift: 5 }],
  ['measure=npmi&least=5', { order_by: 'npmi', limit: 100, min_npmi: 1 }],
  ['least=0.30000000000000004', { order_by: 'strength', limit: 100, min_strength: 0.3 }],
  ['least=0.0000001', { order_by: 'strength', limit: 100 }],
  ['least=1e9', { order_by: 'strength', limit: 100 }],
  [
    `pattern_id=${ID.toUpperCase()}&type=security`,
    { order_by: 'strength', limit: 100, pattern_id: ID, pattern_type: 'security' },
  ],
])('"%s" asks for %j', (search, query) => {
  expect(asked(search)).toEqual(query);
});
