import { expect, it } from '@jest/globals';
import { readView } from '../../view/view.js';
import { tableQuery } from './table-query.js';

const asked = (search: string): object => {
  const parameters = new URLSearchParams(search);
  return tableQuery(readView(parameters, 'UTC'), parameters);
};

it.each([
  ['', { time_range: '7d', sort: 'usage_count', order: 'desc' }],
  ['sort=name', { time_range: '7d', sort: 'name', order: 'asc' }],
  ['sort=last_used', { time_range: '7d', sort: 'last_used', order: 'desc' }],
  ['sort=name&order=desc', { time_range: '7d', sort: 'name', order: 'desc' }],
  [
    'state=deprecated&used=over_30_days_ago&keep=no',
    {
      time_range: '7d',
      state: 'deprecated',
      unused_for: '30d',
      keep: false,
      sort: 'usage_count',
      order: 'desc',
    },
  ],
  ['used=never', { time_range: '7d', never_used: true, sort: 'usage_count', order: 'desc' }],
  ['state=dead&used=now&keep=maybe', { time_range: '7d', sort: 'usage_count', order: 'desc' }],
  ['sort=x&order=up&recommendation=x', { time_range: '7d', sort: 'usage_count', order: 'desc' }],
  [
    'q=%20a%00b%20&type=security&node=effect&recommendation=recommended&outcome=error',
    {
      time_range: '7d',
      q: 'ab',
      pattern_type: 'security',
      node_type: 'effect',
      recommendation: 'recommended',
      sort: 'usage_count',
      order: 'desc',
    },
  ],
])('"%s" asks for %j', (search, query) => {
  expect(asked(search)).toEqual({ include: 'unknown', ...query });
});
