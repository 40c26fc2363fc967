import type { BetaPrior } from './beta-prior.js';
import { betaQuantile } from './beta-quantile.js';
import { incompleteBeta } from './incomplete-beta.js';
import type { Interval } from './wilson-interval.js';

/** What is known of a pattern's success rate. */
export const GRADES = [
  'proven_good',
  'likely_good',
  'unknown',
  'likely_bad',
  'proven_bad',
  'changed',
] as const;
export type Grade = (typeof GRADES)[number];

/** Of a rate being as good or as bad as is asked for. */
const PROVEN = 0.95;
const LIKELY = 0.8;

export interface GradeInput {
  readonly n: number;
  /** 0..n */
  readonly successes: number;
  /** By what usages count for less (`dispersionOf`); 1 or more. */
  readonly phi: number;
  /** Of the rates of patterns of the kind. */
  readonly prior: BetaPrior;
  /** Rates that are good from, and bad up to; 0..1, floor below target. */
  readonly target: number;
  readonly floor: number;
  /** Whether an alarm says that the rate is not what it was. */
  readonly hasChanged: boolean;
  /** Milliseconds since 1970 UTC; null where it was never used. */
  readonly lastUsed: number | null;
  /** Milliseconds since 1970 UTC. */
  readonly range: { readonly from: number; readonly to: number };
}

export interface Evidence {
  readonly grade: Grade;
  /** Whether the last use is older than the last third of the range. */
  readonly isStale: boolean;
  /**
   * The rate shrunk towards the prior's and its 90 % interval: a rate is proven good where all of it is at
   * the target or above, proven bad where all of it is at the floor or below; null without usages.
   */
  readonly rate: (Interval & { readonly estimate: number }) | null;
  /** What the rate exceeds with a chance of 95 %, the interval's lower end; null without usages. */
  readonly certain: number | null;
  readonly n: number;
  readonly nEffective: number;
}

const gradeOf = (a: number, b: number, { target, floor, hasChanged }: GradeInput): Grade => {
  if (hasChanged) return 'changed';
  // The mirrored function keeps its digits where the chance is near 1.
  const good = incompleteBeta(1 - target, b, a);
  const bad = incompleteBeta(floor, a, b);
  if (good >= PROVEN) return 'proven_good';
  if (bad >= PROVEN) return 'proven_bad';
  if (good >= LIKELY) return 'likely_good';
  return bad >= LIKELY ? 'likely_bad' : 'unknown';
};

/**
 * How good a pattern is and how sure that is: by the Beta(a + k / phi, b + (n - k) / phi) distribution of
 * its rate, given the prior of its kind and what was seen (empirical Bayes: Efron and Morris, JASA 70,
 * 1975; Robinson 2017).
 */
export const evidenceOf = (input: GradeInput): Evidence => {
  const { n, successes, phi, prior, lastUsed, range } = input;
  const isStale = lastUsed === null || lastUsed < range.to - (range.to - range.from) / 3;
  if (n === 0) return { grade: 'unknown', isStale, rate: null, certain: null, n, nEffective: 0 };
  const a = prior.a + successes / phi;
  const b = prior.b + (n - successes) / phi;
  const certain = betaQuantile(1 - PROVEN, a, b);
  return {
    grade: gradeOf(a, b, input),
    isStale,
    rate: { estimate: a / (a + b), lower: certain, upper: betaQuantile(PROVEN, a, b) },
    certain,
    n,
    nEffective: n / phi,
  };
};
