import * as format from '../../format/format.js';

/** How often usages succeed. */
export interface Success {
  /** What it is of. */
  readonly version: string;
  /** Usages with a known outcome. */
  readonly n: number;
  /** Null without any. */
  readonly rate: number | null;
  /** The 95 % interval of the rate (Wilson). */
  readonly interval: { readonly lower: number; readonly upper: number } | null;
}

export interface Difference {
  readonly difference: number;
  readonly lower: number;
  readonly upper: number;
}

/** Fewer usages of either tell too little, as the API has it where it compares patterns. */
export const MIN_USAGES = 5;

/**
 * By how much the second succeeds more often than the first, with Newcombe's 95 % interval, which is made of
 * the intervals of both rates; null where either has fewer than 5 usages.
 */
export const differenceOf = (before: Success, after: Success): Difference | null => {
  const [a, b] = [after, before];
  if (Math.min(a.n, b.n) < MIN_USAGES || a.rate === null || b.rate === null) return null;
  if (a.interval === null || b.interval === null) return null;
  const difference = a.rate - b.rate;
  return {
    difference,
    lower: difference - Math.hypot(a.rate - a.interval.lower, b.interval.upper - b.rate),
    upper: difference + Math.hypot(a.interval.upper - a.rate, b.rate - b.interval.lower),
  };
};

/** Whether the interval leaves 0 out, and on which side. */
export const sideOf = (one: Difference | null): 'more' | 'less' | 'open' => {
  if (one !== null && one.lower > 0) return 'more';
  return one !== null && one.upper < 0 ? 'less' : 'open';
};

/** What that says, with its numbers; that one succeeds more or less often only where the interval leaves 0 out. */
export const differenceText = (before: Success, after: Success): string => {
  const of = `n ${format.count(after.n)} and ${format.count(before.n)}`;
  const found = differenceOf(before, after);
  if (found === null) {
    return `No difference in success can be told yet between ${after.version} and ${before.version}: each needs ${String(MIN_USAGES)} usages with a known outcome, ${of}.`;
  }
  const side = sideOf(found);
  const said =
    side === 'open'
      ? `No difference in success can be told yet between ${after.version} and ${before.version}`
      : `${after.version} succeeds ${side} often than ${before.version}`;
  const numbers = `difference ${format.pointCount(found.difference)} points, 95\u00a0% interval ${format.pointCount(found.lower)} to ${format.pointCount(found.upper)}`;
  return `${said}: ${format.percent(after.rate)} against ${format.percent(before.rate)}, ${numbers}, ${of}.`;
};
