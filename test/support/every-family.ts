import type { Usage } from '../../src/common/usage.js';
import { type RollupFamily, rollupsOf } from '../../src/store/rollups/catalogue.js';
import type { MeasureName } from '../../src/store/rollups/usage-measures.js';
import type { UsageKey } from '../../src/store/usages/usage-question.js';
import { buildUsage } from './build-usage.js';
import { ALL_MEASURES } from './plain-aggregate.js';
import type { TestStore } from './test-store.js';

const KEYS: Readonly<Record<string, (family: RollupFamily) => UsageKey>> = {
  pattern_id: () => 'pattern',
  outcome: () => 'outcome',
  bin: (family) => (family === 'quality' ? 'quality_bin' : 'latency_bin'),
  error: () => 'error',
};

/** Every family of rollups, by pattern and in total, by what is asked of it. */
export const FAMILIES: readonly {
  readonly keys: readonly UsageKey[];
  readonly measures: readonly MeasureName[];
  readonly dimension?: string;
}[] = [
  ...rollupsOf('hour'),
  ...rollupsOf('day').filter(({ family, isTotal }) => family === 'dimension' && !isTotal),
].map(({ family, keys, measures, isTotal }) =>
  family === 'dimension'
    ? {
        keys: [...(isTotal ? [] : (['pattern'] as const)), 'dimension', 'outcome'],
        measures: ALL_MEASURES,
        dimension: 'version',
      }
    : {
        keys: keys.filter((key) => key !== 'bucket').map((key) => KEYS[key]!(family)),
        measures: family === 'quality' ? ALL_MEASURES : measures,
      },
);
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
    costUsd: index % 3 === 0 ? null : index / 64,
    inputTokens: index % 5 === 0 ? null : index,
    version: index % 3 === 0 ? null : `1.${index % 2}`,
  });
