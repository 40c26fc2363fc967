import { errorFingerprint } from '../../src/common/error-fingerprint.js';
import { isSuccess, UNKNOWN } from '../../src/common/pattern-terms.js';
import type { Usage } from '../../src/common/usage.js';
import { latencyBin } from '../../src/analytics/stats/bin-quantile.js';
import { contextKeyOf } from '../../src/store/rollups/dimension.js';
import { isCostMeasure, MEASURES, type MeasureName } from '../../src/store/rollups/usage-measures.js';
import { dimensionsOf, type UsageKey, type UsageQuestion } from '../../src/store/usages/usage-question.js';

/** What every usage tells. */
export const ALL_MEASURES = (Object.keys(MEASURES) as MeasureName[]).filter((name) => !isCostMeasure(name));

const tellsCost = ({ costUsd, inputTokens, outputTokens, timeSavedSeconds }: Usage): boolean =>
  [costUsd, inputTokens, outputTokens, timeSavedSeconds].some((value) => value !== null);

const sum = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((a, b) => a + b, 0);
const least = (values: readonly number[]): number | null =>
  values.length === 0 ? null : Math.min(...values);
const most = (values: readonly number[]): number | null => (values.length === 0 ? null : Math.max(...values));

/** The measures of some usages, computed plainly. */
const measuresOf = (usages: readonly Usage[]): Record<MeasureName, number | null> => {
  const count = (matches: (usage: Usage) => boolean): number => usages.filter(matches).length;
  const qualities = usages.flatMap(({ qualityScore }) => qualityScore ?? []);
  const times = usages.flatMap(({ executionTimeMs }) => executionTimeMs ?? []);
  const used = usages.map(({ createdAt }) => createdAt);
  const costs = usages.flatMap(({ costUsd }) => costUsd ?? []);
  const input = usages.flatMap(({ inputTokens }) => inputTokens ?? []);
  const output = usages.flatMap(({ outputTokens }) => outputTokens ?? []);
  const saved = usages.flatMap(({ timeSavedSeconds }) => timeSavedSeconds ?? []);
  return {
    usages: usages.length,
    successes: count(({ outcome }) => isSuccess(outcome) === true),
    success_outcomes: count(({ outcome }) => outcome === 'success'),
    partial_success_outcomes: count(({ outcome }) => outcome === 'partial_success'),
    failure_outcomes: count(({ outcome }) => outcome === 'failure'),
    error_outcomes: count(({ outcome }) => outcome === 'error'),
    quality_count: qualities.length,
    quality_sum: sum(qualities),
    quality_sum_squares: sum(qualities.map((quality) => quality * quality)),
    quality_min: least(qualities),
    quality_max: most(qualities),
    execution_count: times.length,
    execution_sum: sum(times),
    execution_sum_squares: sum(times.map((time) => time * time)),
    execution_min: least(times),
    execution_max: most(times),
    cost_count: costs.length,
    cost_sum: sum(costs),
    cost_successes: count(({ outcome, costUsd }) => isSuccess(outcome) === true && costUsd !== null),
    input_tokens_count: input.length,
    input_tokens_sum: sum(input),
    output_tokens_count: output.length,
    output_tokens_sum: sum(output),
    tokens_count: count(({ inputTokens, outputTokens }) => inputTokens !== null || outputTokens !== null),
    time_saved_count: saved.length,
    time_saved_sum: sum(saved),
    first_used: least(used),
    last_used: most(used),
  };
};

/** Keys that usages of unknown outcome have no value of. */
const OF_KNOWN: readonly UsageKey[] = ['latency_bin', 'error'];

const toldBy = (usage: Usage, dimension: string): string | null => {
  const key = contextKeyOf(dimension);
  if (key === undefined) return usage.version;
  const value = (JSON.parse(usage.context) as Record<string, unknown>)[key];
  if (value == null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** Of the first usage that brought one, as the register keeps it. */
type Types = ReadonlyMap<string, { readonly type: string | null; readonly nodeType: string | null }>;

/**
 * What a question is answered with, computed from the usages one by one.
 * @returns `slice, key, key…` → measures.
 */
export const plainAggregate = <M extends MeasureName>(
  usages: readonly Usage[],
  question: UsageQuestion<M>,
  types: Types,
): Record<string, Record<string, number | null>> => {
  const { slices, measures, keys = ['pattern'], dimension = '', filter = {} } = question;
  const { patternIds, patternType, nodeType, outcomes, unknown } = filter;
  const isOfCosts = measures.some(isCostMeasure);
  const isOutcomeMeant = ({ outcome }: Usage): boolean => {
    if (outcome === UNKNOWN && isOfCosts) return unknown !== undefined || outcomes === undefined;
    if (outcome === UNKNOWN) return unknown !== undefined && !keys.some((key) => OF_KNOWN.includes(key));
    return unknown !== 'only' && (outcomes?.includes(outcome) ?? true);
  };
  const keyOf: Record<UsageKey, (usage: Usage) => unknown> = {
    pattern: (usage) => usage.patternId,
    outcome: (usage) => usage.outcome,
    quality_bin: ({ qualityScore, outcome }) =>
      qualityScore === null || outcome === UNKNOWN ? null : Math.min(19, Math.floor(qualityScore * 20)),
    latency_bin: ({ executionTimeMs }) => latencyBin(executionTimeMs!),
    error: ({ errorMessage }) => errorFingerprint(errorMessage!),
    dimension: (usage) => toldBy(usage, dimension),
  };
  const groups = new Map<string, Usage[]>();
  for (const usage of usages) {
    const slice = slices.findIndex(({ from, to }) => usage.createdAt >= from && usage.createdAt < to);
    const known = types.get(usage.patternId);
    const isMeant =
      slice >= 0 &&
      (patternIds?.includes(usage.patternId) ?? true) &&
      (patternType === undefined || (known?.type ?? 'other') === patternType) &&
      (nodeType === undefined || known?.nodeType === nodeType) &&
      isOutcomeMeant(usage) &&
      dimensionsOf(filter).every(([name, value]) => toldBy(usage, name) === value) &&
      (!isOfCosts || tellsCost(usage)) &&
      !(keys.includes('latency_bin') && usage.executionTimeMs === null) &&
      !(keys.includes('error') && usage.errorMessage === null);
    if (!isMeant) continue;
    const key = JSON.stringify([slice, ...keys.map((name) => keyOf[name](usage))]);
    groups.set(key, [...(groups.get(key) ?? []), usage]);
  }
  return Object.fromEntries(
    [...groups].map(([key, own]) => {
      const known = own.filter(({ outcome }) => isOfCosts || outcome !== UNKNOWN);
      const { first_used, last_used } = measuresOf(own);
      const all = { ...measuresOf(known), first_used, last_used };
      const unknowns = own.length - known.length;
      return [
        key,
        {
          ...Object.fromEntries(measures.map((name) => [name, all[name]])),
          ...(unknowns > 0 && { unknowns }),
        },
      ];
    }),
  );
};
