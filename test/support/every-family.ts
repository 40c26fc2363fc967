import type { Usage } from '../../src/common/usage.js';
import type { MeasureName } from '../../src/store/rollups/usage-measures.js';
import type { UsageKey } from '../../src/store/usages/usage-question.js';
import { buildUsage } from './build-usage.js';
import { ALL_MEASURES } from './plain-aggregate.js';
import type { TestStore } from './test-store.js';

/** Every family of rollups, by what is asked of it. */
export const FAMILIES: readonly {
  readonly keys: readonly UsageKey[];
  readonly measures: readonly MeasureName[];
}[] = [
  { keys: ['pattern'], measures: ALL_MEASURES },
  { keys: [], measures: ALL_MEASURES },
  { keys: ['pattern', 'quality_bin'], measures: ALL_MEASURES },
  { keys: ['quality_bin'], measures: ALL_MEASURES },
  { keys: ['pattern', 'latency_bin'], measures: ['usages'] },
  { keys: ['latency_bin'], measures: ['usages'] },
  { keys: ['error'], measures: ['usages', 'first_used', 'last_used'] },
];
/** All that the families say of a range, with what stands for the order of rows taken out. */
export const saysOf = async ({ reader }: TestStore, from: number): Promise<string[][]> => {
  const slices = [{ from, to: Date.now() + 1000 }];
  const answers: string[][] = [];
  for (const family of FAMILIES) {
    const rows = await reader.aggregate({ ...family, slices });
    answers.push(rows.map((row) => JSON.stringify(row)).sort());
  }
  return answers;
};
export const ofAllKinds = (createdAt: number, index: number): Usage =>
  buildUsage({
    createdAt,
    outcome: index % 2 === 0 ? 'error' : 'success',
    qualityScore: index % 3 === 0 ? null : (index % 64) / 64,
    executionTimeMs: index * 17,
    errorMessage: index % 2 === 0 ? 'Timeout after 30 ms' : null,
  });
