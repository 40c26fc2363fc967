import { describe, expect, it } from '@jest/globals';
import { COST_FIGURES, type Figure, FIGURES, verdictOn } from './figure-list.js';

const figure = (metric: Figure['metric']): Figure =>
  [...FIGURES, ...COST_FIGURES].find((one) => one.metric === metric)!;

describe('a change', () => {
  it.each([
    ['usages', 120, 100, '+20%'],
    ['usages', 999, 100, '+899%'],
    ['usages', 12_300, 100, '×123'],
    ['usages', 5, 0, '–'],
    ['success_rate', 0.9, 0.85, '+5 pt'],
    ['average_quality', 0.75, 0.8, '-0.05'],
    ['p95_execution_time_ms', 50, 100, '-50%'],
  ] as const)('of %s to %d from %d is %s', (metric, now, before, text) => {
    expect(figure(metric).change(now, before)).toBe(text);
  });

  it.each([
    ['success_rate', 0.9, 0.8, 'good'],
    ['success_rate', 0.8, 0.9, 'bad'],
    ['success_rate', 0.904, 0.9, 'even'],
    ['p95_execution_time_ms', 200, 100, 'bad'],
    ['p95_execution_time_ms', 50, 100, 'good'],
    ['usages', 200, 100, 'even'],
    ['cost_per_success', 0.02, 0.01, 'bad'],
  ] as const)('of %s to %d from %d is %s', (metric, now, before, verdict) => {
    expect(verdictOn(figure(metric), now, before)).toBe(verdict);
  });
});
