import { expect, it } from '@jest/globals';
import { groupName, groupQuery, isSameGroup } from './group-query.js';
import { patternInPath } from './pattern-in-path.js';
import { readView } from './view.js';

const ID = 'e2a4f0ce-6a0b-4f7e-9a44-0d2b6f4b1c11';
const view = readView(
  new URLSearchParams('range=30d&type=skill&node=effect&outcome=error&version=2.0.0'),
  'UTC',
);

it('asks for the usages that the view is of, in groups', () => {
  const own = { time_range: '30d', outcome: 'error', version: '2.0.0' };
  expect(groupQuery(view, null, 'version')).toEqual({
    ...own,
    pattern_type: 'skill',
    node_type: 'effect',
    group_by: 'version',
  });
  // A pattern is of one type, whatever else is filtered by on other pages.
  expect(groupQuery(view, ID, 'context.team')).toEqual({ ...own, pattern_id: ID, group_by: 'context.team' });
});

it('names groups, also that of usages without a value', () => {
  expect([
    groupName({ value: '2.0.0' }, 'version'),
    groupName({ value: null }, 'version'),
    groupName({ value: null }, 'context.team'),
    groupName({ value: '' }, 'context.team'),
    groupName({ value: 'other', is_other: true }, 'context.team'),
  ]).toEqual(['2.0.0', 'No version', 'No team', '“”', 'All other values']);
  expect(isSameGroup({ value: 'other' }, { value: 'other', is_other: true })).toBe(false);
});

it.each([
  [`/patterns/${ID}`, ID],
  [`/patterns/${ID}/`, ID],
  ['/patterns', null],
  ['/patterns/x', null],
  [`/compare/${ID}`, null],
])('knows whose page %s is', (path, id) => {
  expect(patternInPath(path)).toBe(id);
});
