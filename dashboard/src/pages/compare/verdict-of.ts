import * as format from '../../format/format.js';
import { LOCALE } from '../../format/locale.js';
import { type PairView, pairViews, turnPair } from './pair-view.js';
import type { ComparedPattern, Comparison } from './use-comparison.js';

export interface Verdict {
  /** What comes of it, in a sentence or two. */
  readonly headline: string;
  /** What it rests on: a sentence for each pattern that the leading one is set against. */
  readonly evidence: readonly string[];
}

const list = new Intl.ListFormat(LOCALE, { type: 'conjunction' });
const names = (patterns: readonly ComparedPattern[]): string =>
  list.format(patterns.map(({ pattern_name }) => pattern_name));

const rate = ({ success_rate, usage_count }: ComparedPattern): string =>
  `${format.percent(success_rate)} of ${format.count(usage_count)} usages`;

const qualityOf = (pair: PairView): string => {
  const isBehind = pair.quality !== null && pair.quality.difference < 0;
  const { first, quality } = isBehind ? turnPair(pair) : pair;
  if (quality === null) return '';
  const { difference, lower, upper, isSure } = quality;
  const interval = `95\u00a0% interval ${format.difference(lower)} to ${format.difference(upper)}`;
  return isSure
    ? ` The quality of ${first.pattern_name} is higher by ${format.difference(difference)} (${interval}).`
    : ` No difference in quality is shown (${interval}).`;
};

/** A pair's numbers in words. */
const evidenceOf = (pair: PairView): string => {
  const { first, second, success, probability, reason } = pair;
  if (success === null) return `Not enough data to tell ${names([first, second])} apart: ${reason}`;
  const interval = `${format.pointCount(success.lower)} to ${format.pointCount(success.upper)}`;
  const verb = success.isSure ? 'succeeds more often than' : 'is ahead, not surely, of';
  return (
    `${first.pattern_name} ${verb} ${second.pattern_name}: ${rate(first)} against ${rate(second)}, ` +
    `difference ${format.pointCount(success.difference)} points (95\u00a0% interval ${interval}), ` +
    `probability that it is better ${format.probability(probability)}.`
  );
};

const headlineOfTwo = ({ first, second, success }: PairView): string => {
  if (success === null) return `Not enough data to tell ${first.pattern_name} from ${second.pattern_name}.`;
  return success.isSure
    ? `${first.pattern_name} succeeds more often than ${second.pattern_name}.`
    : `No difference in success is shown between ${names([first, second])}.`;
};

/** @param own the pairs of the leading pattern, which is the first of each. */
const headlineOfMany = ({ pattern_name: name }: ComparedPattern, own: readonly PairView[]): string => {
  const others = (which: (pair: PairView) => boolean): ComparedPattern[] =>
    own.filter(which).map(({ second }) => second);
  const refused = others(({ success }) => success === null);
  const open = others(({ success }) => success?.isSure === false);
  const isFirst = own.some(({ success }) => success?.isSure === true);
  const few = refused.length === 0 ? '' : ` There is not enough data on ${names(refused)}.`;
  if (!isFirst) return `${name} is ahead, but not surely: ${names(open)} may succeed as often.${few}`;
  if (open.length > 0) return `${name} succeeds most often, but ${names(open)} may succeed as often.${few}`;
  return refused.length === 0
    ? `${name} succeeds more often than all the others.`
    : `${name} succeeds more often than the others that can be judged.${few}`;
};

/** What a comparison says of its patterns' success. */
export const verdictOf = (comparison: Comparison): Verdict => {
  const pairs = pairViews(comparison);
  const [only] = pairs;
  if (only === undefined) return { headline: '', evidence: [] };
  if (pairs.length === 1)
    return { headline: headlineOfTwo(only), evidence: [`${evidenceOf(only)}${qualityOf(only)}`] };
  const judged = pairs.filter(({ success }) => success !== null).map(({ first }) => first);
  const [leader] = judged.sort((a, b) => (b.success_rate ?? 0) - (a.success_rate ?? 0));
  if (leader === undefined) {
    const evidence = [...new Set(pairs.map(({ reason }) => reason))];
    return { headline: 'Not enough data to tell these patterns apart.', evidence };
  }
  const own = pairs
    .filter(({ first, second }) => first === leader || second === leader)
    .map((pair) => (pair.second === leader ? turnPair(pair) : pair))
    // The closest first, what is refused last.
    .sort((a, b) => (a.success?.difference ?? Infinity) - (b.success?.difference ?? Infinity));
  return { headline: headlineOfMany(leader, own), evidence: own.map(evidenceOf) };
};
