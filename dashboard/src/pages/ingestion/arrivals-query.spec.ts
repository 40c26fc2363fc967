import { expect, it } from '@jest/globals';
import { readView } from '../../view/view.js';
import { arrivalsQuery, arrivalWidths } from './arrivals-query.js';

const NOW = Date.parse('2026-06-15T12:00:00Z');

it.each([
  ['range=1d', ['minute', 'hour', 'day', 'week']],
  ['range=7d', ['hour', 'day', 'week']],
  ['from=2025-05-11T12:00:00Z', ['hour', 'day', 'week']],
  ['from=2025-05-11T11:00:00Z', ['day', 'week']],
  ['from=1990-01-01', ['week']],
])('%s can be shown in %j', (search, widths) => {
  expect(arrivalWidths(readView(new URLSearchParams(search), 'UTC', NOW), NOW)).toEqual(widths);
});

it('asks for the width of the URL where it suits the range, else leaves it to the server', () => {
  const asked = (search: string): object => {
    const parameters = new URLSearchParams(search);
    return arrivalsQuery(readView(parameters, 'UTC'), parameters);
  };
  expect(asked('range=1d&by=minute')).toEqual({ time_range: '1d', timezone: 'UTC', granularity: 'minute' });
  expect(asked('range=7d&by=minute')).toEqual({ time_range: '7d', timezone: 'UTC' });
  expect(asked('range=7d&by=year')).toEqual({ time_range: '7d', timezone: 'UTC' });
});
