import type { ComparedPattern, Comparison, Pair } from './use-comparison.js';

interface Difference {
  readonly difference: number;
  /** Of the 95 % interval. */
  readonly lower: number;
  readonly upper: number;
  /** Whether the interval leaves 0 out. */
  readonly isSure: boolean;
}

/** Two patterns, and how the first differs from the second. */
export interface PairView {
  readonly first: ComparedPattern;
  readonly second: ComparedPattern;
  /** Null where there is too little data, which `reason` says. */
  readonly success: Difference | null;
  readonly reason: string;
  /** That the first succeeds more often. */
  readonly probability: number;
  readonly quality: Difference | null;
  readonly qualityReason: string;
}

const differenceOf = ({ status, difference, lower, upper }: Pair['quality']): Difference | null => {
  if (status !== 'ok' || difference === undefined || lower === undefined || upper === undefined) return null;
  return { difference, lower, upper, isSure: lower > 0 || upper < 0 };
};

const turned = (one: Difference | null): Difference | null =>
  one && { ...one, difference: -one.difference, lower: -one.upper, upper: -one.lower };

/** The same pair, the second pattern first. */
export const turnPair = (pair: PairView): PairView => ({
  ...pair,
  first: pair.second,
  second: pair.first,
  success: turned(pair.success),
  probability: 1 - pair.probability,
  quality: turned(pair.quality),
});

/** The pairs of what succeeds most often first, those with too little data last. */
const inOrder = (a: PairView, b: PairView): number =>
  Number(a.success === null) - Number(b.success === null) ||
  (b.first.success_rate ?? 0) - (a.first.success_rate ?? 0) ||
  (b.second.success_rate ?? 0) - (a.second.success_rate ?? 0);

/** Every two patterns of a comparison, the one first that succeeds more often. */
export const pairViews = ({ patterns, pairs }: Comparison): PairView[] => {
  const byId = new Map(patterns.map((pattern) => [pattern.pattern_id, pattern]));
  const views = pairs.flatMap((pair): PairView[] => {
    const [first, second] = [byId.get(pair.a), byId.get(pair.b)];
    if (first === undefined || second === undefined) return [];
    const success = differenceOf(pair.success_rate);
    const view: PairView = {
      first,
      second,
      success,
      reason: pair.success_rate.reason ?? '',
      probability: pair.success_rate.probability_a_better ?? 0.5,
      quality: differenceOf(pair.quality),
      qualityReason: pair.quality.reason ?? '',
    };
    return [success !== null && success.difference < 0 ? turnPair(view) : view];
  });
  return views.sort(inOrder);
};
