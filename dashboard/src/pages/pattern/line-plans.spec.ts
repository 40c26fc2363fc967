import { expect, it } from '@jest/globals';
import { LATENCY, QUALITY, SUCCESS } from './line-plans.js';
import type { Course } from './use-course.js';

type Bucket = Course['buckets'][0];

const withQualities = (values: readonly (number | null)[]): Bucket[] =>
  values.map((average_quality) => ({ average_quality }) as Bucket);

it.each([
  [[0.95, 0.99, null], { min: 0.9, max: 1, interval: 0.05 }],
  [[0.81], { min: 0.8, max: 1, interval: 0.05 }],
  [[0.75], { min: 0.75, max: 1, interval: 0.05 }],
  [[0.74, 0.99], { min: 0.5, max: 1, interval: 0.25 }],
  [[0.1], { min: 0, max: 1, interval: 0.25 }],
  [[null], { min: 0, max: 1, interval: 0.25 }],
])('shares of %j stand on an axis of %j', (values, scale) => {
  expect(QUALITY.axis(withQualities(values))).toEqual(scale);
});

it('keeps the whole interval of the success rate on its axis', () => {
  const bucket = { success_rate: 0.95, success_interval: { lower: 0.82, upper: 0.99 } } as Bucket;
  expect(SUCCESS.axis([bucket]).min).toBe(0.8);
  expect(SUCCESS.band?.of(bucket)).toEqual({ lower: 0.82, upper: 0.99 });
});

it('says in words what the lines are of', () => {
  const current = {
    success_rate: 0.95,
    success_interval: { lower: 0.82, upper: 0.99 },
    average_quality: null,
    p50_execution_time_ms: 120,
    p95_execution_time_ms: 300,
    p99_execution_time_ms: 900,
  } as Course['current'];
  expect(SUCCESS.note(current)).toBe('95% in all; 95 % interval 82% to 99% (Wilson).');
  expect(SUCCESS.note({ ...current, success_interval: null })).toContain('95 % interval – (Wilson)');
  expect(QUALITY.label(current, 'day')).toBe('Average quality per day: – of all.');
  expect(LATENCY.note(current)).toMatch(/^Half took at most 120\sms, 99 of 100 900\sms\.$/);
  expect(LATENCY.lines.map(({ of }) => of(current))).toEqual([120, 300, 900]);
});
