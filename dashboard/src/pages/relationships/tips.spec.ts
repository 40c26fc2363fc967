import { expect, it } from '@jest/globals';
import { tipOf } from './tips.js';
import type { Relationships } from './use-relationships.js';

const FOUND = {
  nodes: [
    {
      pattern_id: 'a',
      pattern_name: 'Saga',
      pattern_type: 'security',
      usage_count: 1200,
      success_rate: 0.5,
      centrality: 0.25,
    },
    { pattern_id: 'b', pattern_name: 'Retry' },
  ],
  relationships: [
    {
      source_pattern_id: 'a',
      target_pattern_id: 'b',
      co_occurrence_count: 40,
      strength: 0.5,
      support: 0.00123,
      npmi: 0.4,
      lift: 2,
      success_rate_together: 0.75,
    },
    { source_pattern_id: 'b', target_pattern_id: 'c' },
  ],
} as Relationships;

it('says of a pattern what it is and how many pairs it has', () => {
  const tip = tipOf({ kind: 'node', place: 0, left: 0 }, FOUND);
  expect(tip?.title).toBe('Saga');
  expect(tip?.lines.map(({ name, value }) => [name, value])).toEqual([
    ['Type', 'Security'],
    ['Usages', '1,200'],
    ['Success rate', '50%'],
    ['Centrality', '0.25'],
    ['Pairs shown', '1'],
  ]);
});

it('says of a pair how it belongs together, by the id of who has no name', () => {
  const tip = tipOf({ kind: 'edge', place: 0, left: 0 }, FOUND);
  expect(tip?.title).toBe('Saga with Retry');
  expect(Object.fromEntries(tip?.lines.map(({ name, value }) => [name, value]) ?? [])).toEqual({
    'Tasks with both': '40',
    Strength: '50%',
    Support: '0.123%',
    NPMI: '0.40',
    Lift: '2.00',
    'Success together': '75%',
  });
  expect(tipOf({ kind: 'edge', place: 1, left: 0 }, FOUND)?.title).toBe('Retry with c');
});

it('says nothing of what is not there any more', () => {
  expect([
    tipOf({ kind: 'node', place: 9, left: 0 }, FOUND),
    tipOf({ kind: 'edge', place: 9, left: 0 }, FOUND),
  ]).toEqual([undefined, undefined]);
});
