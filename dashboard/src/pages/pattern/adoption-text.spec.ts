import { expect, it } from '@jest/globals';
import { adoptionText } from './adoption-text.js';

const ADOPTION: Parameters<typeof adoptionText>[0] = {
  time_range: '30d',
  granularity: 'week',
  from: '2026-03-05T00:00:00Z',
  to: '2026-03-19T00:00:00Z',
  timezone: 'UTC',
  week_start: 'monday',
  data: [
    { timestamp: '2026-03-02T00:00:00Z', partial: true, actors: 4, new: 1, returning: 3, lapsed: null },
    { timestamp: '2026-03-09T00:00:00Z', actors: 3, new: 2, returning: 1, lapsed: 3 },
    { timestamp: '2026-03-16T00:00:00Z', partial: true, actors: 1, new: 0, returning: 1, lapsed: null },
  ],
  actors: 6,
  usages: 420,
  usages_with_actor: 390,
  first_kept: '2026-01-01T08:00:00Z',
};

it('says how many there are, of which usages, who is new and who stayed away in the last whole week', () => {
  expect(adoptionText(ADOPTION)).toBe(
    '6 people used it in this range, 3 for the first time (n 390 of 420 usages, which tell who). In the week from 9 Mar 2026 3 people did; 3 of the week before did not come back. Usages are kept from 1 Jan 2026 on: who used it only before then counts as new.',
  );
});

it('leaves out what nobody knows', () => {
  const { data } = ADOPTION;
  expect(adoptionText({ ...ADOPTION, data: data.slice(0, 1), actors: 1, first_kept: null })).toBe(
    '1 person used it in this range, 1 for the first time (n 390 of 420 usages, which tell who).',
  );
});
