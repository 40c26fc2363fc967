import type { KnownPattern, RecordedUsage, World } from './recorded-usage.js';

/** A number as a fraction; the lower part is above 0. */
export type Fraction = readonly [bigint, bigint];

export const fraction = (upper: number, lower: number): Fraction => [BigInt(upper), BigInt(lower)];

export const compareFractions = ([a, b]: Fraction, [c, d]: Fraction): number => {
  const difference = a * d - c * b;
  if (difference === 0n) return 0;
  return difference > 0n ? 1 : -1;
};

export const isSuccess = ({ outcome }: RecordedUsage): boolean => outcome.endsWith('success');
export const successesOf = (usages: readonly RecordedUsage[]): number => usages.filter(isSuccess).length;

/** What the usages have of a number; null is none. */
export const numbersOf = (
  usages: readonly RecordedUsage[],
  field:
    | 'quality_score'
    | 'execution_time_ms'
    | 'cost_usd'
    | 'input_tokens'
    | 'output_tokens'
    | 'time_saved_seconds',
): number[] => usages.flatMap((usage) => usage[field] ?? []);

export const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
/** Of numbers whose sum is exact: so it is the double next to the true mean. */
export const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : total(values) / values.length;

export const rateOf = (usages: readonly RecordedUsage[]): number | null =>
  usages.length === 0 ? null : successesOf(usages) / usages.length;
export const qualityOf = (usages: readonly RecordedUsage[]): number | null =>
  mean(numbersOf(usages, 'quality_score'));
export const durationOf = (usages: readonly RecordedUsage[]): number | null =>
  mean(numbersOf(usages, 'execution_time_ms'));

/** The quantile by nearest rank. */
export const quantileOf = (usages: readonly RecordedUsage[], quantile: number): number | null => {
  const sorted = numbersOf(usages, 'execution_time_ms').sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  // In hundredths, so that 0.95 × 20 is 19.
  return sorted[Math.max(1, Math.ceil((Math.round(quantile * 100) * sorted.length) / 100)) - 1]!;
};

export const grouped = <T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item)) ?? [];
    group.push(item);
    groups.set(keyOf(item), group);
  }
  return groups;
};

/** A pattern and some of its usages, at least one. */
export interface UsedPattern {
  readonly id: string;
  readonly usages: readonly RecordedUsage[];
}

/** By ascending id. */
export const byPattern = (usages: readonly RecordedUsage[]): UsedPattern[] =>
  [...grouped(usages, ({ pattern_id }) => pattern_id)]
    .map(([id, own]) => ({ id, usages: own }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));

/** From the most to the least, what is equal as it was. */
export const descending = <T>(items: readonly T[], valueOf: (item: T) => Fraction): T[] =>
  items
    .map((item) => ({ item, value: valueOf(item) }))
    .sort((a, b) => compareFractions(b.value, a.value))
    .map(({ item }) => item);

const NOTHING: KnownPattern = { name: null, type: null, nodeType: null };
export const knownOf = ({ patterns }: World, id: string): KnownPattern => patterns.get(id) ?? NOTHING;
export const nameOf = (world: World, id: string): string =>
  knownOf(world, id).name ?? `pattern_${id.slice(0, 8)}`;
export const typeOf = (world: World, id: string): string => knownOf(world, id).type ?? 'other';

/** A change as a share of what was; 0 is never below 0. */
export const changeOf = (value: number, before: number): number => (value - before) / before + 0;

/** More than a fifth more is increasing, more than a fifth less decreasing. */
export const trendOf = (first: number, second: number): string => {
  if (10 * second > 12 * first) return 'increasing';
  return 10 * second < 8 * first ? 'decreasing' : 'stable';
};

export const growthOf = (recent: number, previous: number): number =>
  (recent - previous) / Math.max(previous, 1);

/** A rise above half is emerging, a fall below three tenths declining. */
export const growthKind = (recent: number, previous: number): 'emerging' | 'declining' | 'stable' => {
  const [rise, base] = [recent - previous, Math.max(previous, 1)];
  if (2 * rise > base) return 'emerging';
  return 10 * rise < -3 * base ? 'declining' : 'stable';
};
