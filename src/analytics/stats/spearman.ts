import { studentTwoSided } from './student-t.js';
import { withoutRounding } from './without-rounding.js';

export interface RankCorrelation {
  /** −1..1 */
  readonly rho: number;
  /** The chance of as strong a correlation, either way, where there is none. */
  readonly pValue: number;
}

/** Up to this many pairs every order is tried: 5,040. */
const MAX_EXACT = 7;

/** Ranks from 1; equal values share the mean of theirs. */
const ranksOf = (values: readonly number[]): number[] => {
  const order = values.map((_, at) => at).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Array<number>(values.length);
  for (let first = 0; first < order.length;) {
    let next = first + 1;
    while (next < order.length && values[order[next]!] === values[order[first]!]) next += 1;
    for (const at of order.slice(first, next)) ranks[at] = (first + 1 + next) / 2;
    first = next;
  }
  return ranks;
};

const correlation = (xs: readonly number[], ys: readonly number[]): number => {
  // Ranks, ties or none, have this mean.
  const mean = (xs.length + 1) / 2;
  let [sxy, sxx, syy] = [0, 0, 0];
  for (const [at, x] of xs.entries()) {
    const y = ys[at]!;
    sxy += (x - mean) * (y - mean);
    sxx += (x - mean) ** 2;
    syy += (y - mean) ** 2;
  }
  return sxy / Math.sqrt(sxx * syy);
};

/** Calls back with every order of the items. */
const eachOrder = (items: number[], visit: (order: readonly number[]) => void, from = 0): void => {
  if (from === items.length) {
    visit(items);
    return;
  }
  for (let at = from; at < items.length; at += 1) {
    [items[from], items[at]] = [items[at]!, items[from]!];
    eachOrder(items, visit, from + 1);
    [items[from], items[at]] = [items[at]!, items[from]];
  }
};

const exactP = (xs: readonly number[], ys: readonly number[], rho: number): number => {
  let orders = 0;
  let asStrong = 0;
  eachOrder([...ys], (order) => {
    orders += 1;
    if (Math.abs(correlation(xs, order)) >= Math.abs(rho) - 1e-12) asStrong += 1;
  });
  return asStrong / orders;
};

/**
 * Spearman's rank correlation, ties by mean ranks. The p-value is exact up to 7 pairs and by
 * Student's t = ρ √((n − 2) / (1 − ρ²)) of n − 2 degrees of freedom from there on (Kendall and
 * Gibbons, Rank Correlation Methods, 4).
 * @param pairs 3 or more.
 * @returns undefined where one side does not vary.
 */
export const spearman = (pairs: readonly (readonly [number, number])[]): RankCorrelation | undefined => {
  const xs = ranksOf(withoutRounding(pairs.map(([x]) => x)));
  const ys = ranksOf(withoutRounding(pairs.map(([, y]) => y)));
  if (new Set(xs).size < 2 || new Set(ys).size < 2) return undefined;
  const rho = Math.min(1, Math.max(-1, correlation(xs, ys)));
  const n = pairs.length;
  if (n <= MAX_EXACT) return { rho, pValue: exactP(xs, ys, rho) };
  const t = rho * Math.sqrt((n - 2) / ((1 - rho) * (1 + rho)));
  return { rho, pValue: studentTwoSided(t, n - 2) };
};
