import { erfc } from './erfc.js';

/** In how many correlations two patterns were used, alone and together, and how many there are. */
export interface JointCounts {
  readonly together: number;
  readonly a: number;
  readonly b: number;
  readonly all: number;
}

/** How strongly two patterns belong together. */
export interface Association {
  /** Share of all correlations that have both: P(a, b); 0..1. */
  readonly support: number;
  /** P(a, b) / (P(a) P(b)): 1 where they are independent, above it where they attract each other. */
  readonly lift: number;
  /** ln(lift) / -ln P(a, b): -1 never together, 0 independent, 1 only together (Bouma 2009). */
  readonly npmi: number;
  /** Correlations with both / with either (Jaccard); 0..1. */
  readonly jaccard: number;
  /** 2 Σ O ln(O / E) over the table of both, one, the other, none (Dunning 1993). */
  readonly gStatistic: number;
  /** Of G under independence: chi-square with one degree of freedom; 0..1. */
  readonly pValue: number;
}

/** How far a cell of the table is from what independence expects, as its term of G. */
const term = (observed: number, expected: number): number =>
  observed === 0 ? 0 : observed * Math.log(observed / expected);

/**
 * The association of two patterns from counts of correlations.
 * @param counts together ≥ 1; together ≤ a, b; a + b - together ≤ all.
 */
export const associationOf = ({ together, a, b, all }: JointCounts): Association => {
  const support = together / all;
  const lift = (together * all) / (a * b);
  const g =
    2 *
    (term(together, (a * b) / all) +
      term(a - together, (a * (all - b)) / all) +
      term(b - together, ((all - a) * b) / all) +
      term(all - a - b + together, ((all - a) * (all - b)) / all));
  // What independence fits exactly may come out a rounding below 0.
  const gStatistic = Math.max(0, g);
  return {
    support,
    lift,
    // Where every correlation has both, they are only ever together.
    npmi: together === all ? 1 : Math.log(lift) / -Math.log(support),
    jaccard: together / (a + b - together),
    gStatistic,
    pValue: erfc(Math.sqrt(gStatistic / 2)),
  };
};
