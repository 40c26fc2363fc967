import { probabilityText } from '../../common/probability-text.js';
import { meanDifference, type Sample } from '../stats/mean-difference.js';
import { probabilityBetter } from '../stats/probability-better.js';
import { type Difference, type Rate, rateDifference } from '../stats/rate-difference.js';

/** Fewer usages, or qualities, of either pattern tell too little. */
export const MIN_SAMPLES = 5;

/** A pattern as it is compared. */
export interface Contender {
  readonly name: string;
  readonly rate: Rate;
  readonly quality: Sample;
}

/** A comparison that is refused, and why. */
export interface Refused {
  readonly status: 'insufficient_data';
  readonly reason: string;
}

export type RateComparison =
  Refused | (Difference & { readonly status: 'ok'; readonly probabilityABetter: number });
export type QualityComparison = Refused | (Difference & { readonly status: 'ok' });

export interface PairComparison {
  readonly successRate: RateComparison;
  readonly quality: QualityComparison;
  readonly verdict: string;
}

const refuse = (reason: string): Refused => ({ status: 'insufficient_data', reason });

const tooFew = (a: Contender, b: Contender, ofA: number, ofB: number, what: string): Refused | undefined =>
  Math.min(ofA, ofB) >= MIN_SAMPLES
    ? undefined
    : refuse(`${a.name} has ${ofA} ${what} and ${b.name} ${ofB}; each must have at least ${MIN_SAMPLES}.`);

const compareRates = (a: Contender, b: Contender): RateComparison =>
  tooFew(a, b, a.rate.n, b.rate.n, 'usages') ?? {
    status: 'ok',
    ...rateDifference(a.rate, b.rate),
    probabilityABetter: probabilityBetter(a.rate, b.rate),
  };

const compareQualities = (a: Contender, b: Contender): QualityComparison => {
  const refused = tooFew(a, b, a.quality.n, b.quality.n, 'qualities');
  if (refused) return refused;
  const difference = meanDifference(a.quality, b.quality);
  if (!difference) return refuse('The qualities of neither vary, so that nothing tells how sure they are.');
  return { status: 'ok', ...difference };
};

const points = (share: number): string => `${(Math.abs(share) * 100).toFixed(1)} points`;

const isCertain = ({ lower, upper }: Difference): boolean => lower > 0 || upper < 0;

const rateSentence = (a: Contender, b: Contender, rates: RateComparison): string => {
  if (rates.status !== 'ok') return `Their success cannot be compared: ${rates.reason}`;
  const { difference, lower, upper, probabilityABetter } = rates;
  const isABetter = difference >= 0;
  const [better, worse] = isABetter ? [a, b] : [b, a];
  const probability = probabilityText(isABetter ? probabilityABetter : 1 - probabilityABetter);
  const [least, most] = isABetter ? [lower, upper] : [-upper, -lower];
  const interval = `95 % interval ${(least * 100).toFixed(1)} to ${(most * 100).toFixed(1)}`;
  if (isCertain(rates))
    return `${better.name} succeeds more often than ${worse.name}, by ${points(difference)} (${interval}); it is the better one with a probability of ${probability}.`;
  return `No difference in success is shown: ${better.name} is ahead by ${points(difference)}, which chance may explain (${interval}); it is the better one with a probability of ${probability}.`;
};

const qualitySentence = (a: Contender, b: Contender, qualities: QualityComparison): string => {
  if (qualities.status !== 'ok') return '';
  const { difference, lower, upper } = qualities;
  const [better, least, most] = difference >= 0 ? [a, lower, upper] : [b, -upper, -lower];
  const interval = `95 % interval ${least.toFixed(3)} to ${most.toFixed(3)}`;
  if (!isCertain(qualities)) return ` No difference in quality is shown (${interval}).`;
  return ` The quality of ${better.name} is higher by ${Math.abs(difference).toFixed(3)} (${interval}).`;
};

/**
 * Two patterns against each other: success rates by Newcombe's interval and the probability that a
 * is better, qualities by Welch's interval; each refused where either has fewer than 5 samples. The
 * intervals are of each pair alone: of many pairs one in twenty misses.
 */
export const comparePair = (a: Contender, b: Contender): PairComparison => {
  const successRate = compareRates(a, b);
  const quality = compareQualities(a, b);
  return {
    successRate,
    quality,
    verdict: rateSentence(a, b, successRate) + qualitySentence(a, b, quality),
  };
};
