import { expect, it } from '@jest/globals';
import { csvOf, figureRows } from './figure-rows.js';
import type { Course } from './use-course.js';

const COURSE = {
  buckets: [
    {
      timestamp: '2026-03-01T00:00:00Z',
      usages: 12,
      outcomes: { success: 9, partial_success: 1, failure: 2, error: 0 },
      success_rate: 0.75,
      success_interval: { lower: 0.5, upper: 0.9 },
      average_quality: null,
      p50_execution_time_ms: 1.5,
      p95_execution_time_ms: 2,
      p99_execution_time_ms: 3,
      costs: { cost_usd: { n: 4, total: 0.5, per_usage: 0.125, per_success: null } },
    },
    {
      timestamp: '2026-03-02T00:00:00Z',
      partial: true,
      usages: 0,
      outcomes: { success: 0, partial_success: 0, failure: 0, error: 0 },
      success_rate: null,
      success_interval: null,
      average_quality: null,
      p50_execution_time_ms: null,
      p95_execution_time_ms: null,
      p99_execution_time_ms: null,
    },
  ],
} as Course;

it('writes a row a bucket, and nothing where there is no value', () => {
  expect(csvOf(figureRows(COURSE)).split('\r\n')).toEqual([
    'timestamp,partial,usages,success,partial_success,failure,error,success_rate,success_lower,success_upper,' +
      'average_quality,p50_execution_time_ms,p95_execution_time_ms,p99_execution_time_ms,cost_usd,cost_told',
    '2026-03-01T00:00:00Z,false,12,9,1,2,0,0.75,0.5,0.9,,1.5,2,3,0.5,4',
    '2026-03-02T00:00:00Z,true,0,0,0,0,0,,,,,,,,,',
    '',
  ]);
});
