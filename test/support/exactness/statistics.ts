import { mean, successesOf, total } from './figures.js';
import { near } from './near.js';
import type { RecordedUsage } from './recorded-usage.js';

export interface FittedLine {
  readonly slope: number;
  readonly intercept: number;
  /** 1 where nothing varies. */
  readonly rSquared: number;
}

/** The line of least squares by its normal equations, R² by what is left over. */
export const fitLine = (points: readonly (readonly [number, number])[]): FittedLine => {
  const [meanX, meanY] = [mean(points.map(([x]) => x))!, mean(points.map(([, y]) => y))!];
  const slope = total(points.map(([x, y]) => (x - meanX) * y)) / total(points.map(([x]) => (x - meanX) * x));
  const intercept = meanY - slope * meanX;
  const left = total(points.map(([x, y]) => (y - intercept - slope * x) ** 2));
  const all = total(points.map(([, y]) => (y - meanY) ** 2));
  return { slope, intercept, rSquared: all <= 1e-20 * Math.max(1, meanY ** 2) ? 1 : 1 - left / all };
};

/** An integral by tanh-sinh quadrature, which bears infinite slopes at the ends. */
const integral = (of: (x: number) => number, from: number, to: number): number => {
  const [middle, half, step] = [(from + to) / 2, (to - from) / 2, 1 / 64];
  let sum = 0;
  for (let t = -4; t <= 4; t += step) {
    const u = (Math.PI / 2) * Math.sinh(t);
    const weight = ((Math.PI / 2) * Math.cosh(t)) / Math.cosh(u) ** 2;
    const x = middle + half * Math.tanh(u);
    if (x > from && x < to) sum += weight * of(x);
  }
  return sum * half * step;
};

/** The chance that Student's t lies further from 0, with t = √df tan θ. */
export const beyondT = (t: number, df: number): number => {
  if (!Number.isFinite(t)) return 0;
  const density = (angle: number): number => Math.cos(angle) ** (df - 1);
  const angle = Math.atan(Math.abs(t) / Math.sqrt(df));
  const outside = integral(density, angle, Math.PI / 2);
  return outside / (integral(density, 0, angle) + outside);
};

const ranks = (values: readonly number[]): number[] =>
  values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal + 1) / 2;
  });

const pearson = (xs: readonly number[], ys: readonly number[]): number => {
  const [meanX, meanY] = [mean(xs)!, mean(ys)!];
  const covariance = total(xs.map((x, at) => (x - meanX) * (ys[at]! - meanY)));
  const spread = (values: readonly number[], middle: number): number =>
    Math.sqrt(total(values.map((value) => (value - middle) ** 2)));
  return covariance / (spread(xs, meanX) * spread(ys, meanY));
};

const orders = <T>(items: readonly T[]): T[][] =>
  items.length <= 1
    ? [[...items]]
    : items.flatMap((item, at) =>
        orders([...items.slice(0, at), ...items.slice(at + 1)]).map((rest) => [item, ...rest]),
      );

export interface RankCorrelation {
  readonly rho: number;
  readonly pValue: number;
}

/** Spearman's; undefined where one side does not vary. The p-value is exact up to 7 pairs. */
export const rankCorrelation = (
  pairs: readonly (readonly [number, number])[],
): RankCorrelation | undefined => {
  const [xs, ys] = [ranks(pairs.map(([x]) => x)), ranks(pairs.map(([, y]) => y))];
  if (new Set(xs).size === 1 || new Set(ys).size === 1) return undefined;
  const rho = pearson(xs, ys);
  const n = pairs.length;
  if (n > 7) {
    const t = Math.abs(rho) > 1 - 1e-12 ? Infinity : rho * Math.sqrt((n - 2) / (1 - rho * rho));
    return { rho, pValue: beyondT(t, n - 2) };
  }
  const all = orders(ys).map((order) => Math.abs(pearson(xs, order)));
  return { rho, pValue: all.filter((other) => other >= Math.abs(rho) - 1e-9).length / all.length };
};

/** The ends of Wilson's 95 % interval: where (p − rate)² = z² p (1 − p) / n. */
export const wilson = (successes: number, n: number): readonly [number, number] => {
  const z = 1.959963984540054;
  const [a, b, c] = [n + z * z, -(2 * successes + z * z), (successes * successes) / n];
  const root = Math.sqrt(b * b - 4 * a * c);
  return [(-b - root) / (2 * a), (-b + root) / (2 * a)];
};

/** The same of some usages, as answers say it; null without any. */
export const successInterval = (usages: readonly RecordedUsage[]): object | null => {
  if (usages.length === 0) return null;
  const [lower, upper] = wilson(successesOf(usages), usages.length);
  return { lower: near(lower), upper: near(upper) };
};

const choose = (n: number, k: number): bigint => {
  let result = 1n;
  for (let at = 1; at <= k; at += 1) result = (result * BigInt(n - k + at)) / BigInt(at);
  return result;
};

/**
 * The chance that the rate behind a is higher than that behind b, by counting: a Beta of whole
 * parameters is a place among uniform numbers, so it is the share of the ways to mix both.
 */
export const chanceBetter = (
  a: { readonly n: number; readonly successes: number },
  b: { readonly n: number; readonly successes: number },
): number => {
  // The (s + 1)th of n + 1 uniform numbers is Beta(s + 1, n − s + 1).
  const [m, k] = [a.n + 1, a.successes + 1];
  const [n, l] = [b.n + 1, b.successes + 1];
  let ways = 0n;
  for (let below = l; below <= n; below += 1) {
    ways += choose(k - 1 + below, below) * choose(m - k + n - below, n - below);
  }
  return Number((ways * 10n ** 15n) / choose(m + n, n)) / 1e15;
};

export interface WelchInterval {
  readonly difference: number;
  readonly error: number;
  readonly df: number;
}

/** What Welch's interval is made of; undefined where neither side varies. */
export const welch = (a: readonly number[], b: readonly number[]): WelchInterval | undefined => {
  const squared = (values: readonly number[]): number => {
    const middle = mean(values)!;
    return total(values.map((value) => (value - middle) ** 2)) / (values.length - 1) / values.length;
  };
  const [ofA, ofB] = [squared(a), squared(b)];
  if (ofA + ofB === 0) return undefined;
  const df = (ofA + ofB) ** 2 / (ofA ** 2 / (a.length - 1) + ofB ** 2 / (b.length - 1));
  return { difference: mean(a)! - mean(b)!, error: Math.sqrt(ofA + ofB), df };
};
