import type { ChangeOverTime } from '../stats/change-over-time.js';
import type { Assessment } from './assessment.js';

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const chance = (p: number): string => (p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`);

const changeSentence = (what: string, step: string, { direction, pValue, days }: ChangeOverTime): string => {
  const words = direction === 'decreasing' ? 'is getting worse' : 'is getting better';
  return ` ${what} ${words}, by ${step} a day (Mann-Kendall over ${days} days, ${chance(pValue!)}).`;
};

const isMoving = ({ direction }: ChangeOverTime): boolean =>
  direction === 'decreasing' || direction === 'increasing';

/** Why a pattern is recommended or not, in words. */
export const reasonFor = (assessment: Assessment): string => {
  const { usages, successes, successLower, successUpper, averageQuality, success, quality } = assessment;
  const days = assessment.rangeHours / 24;
  if (usages === 0) return `It was not used in the last ${days} days.`;
  const interval = `95 % interval ${percent(successLower)} to ${percent(successUpper)}`;
  const rate = `${successes} of ${usages} usages in the last ${days} days succeeded: ${percent(successes / usages)} (${interval})`;
  const rating =
    averageQuality === null ? 'no quality was reported' : `average quality ${averageQuality.toFixed(2)}`;
  const few = usages < 30 ? ' With fewer than 30 usages the score is not fully trusted.' : '';
  return [
    `${rate}, ${rating}.`,
    few,
    isMoving(success)
      ? changeSentence('Its success', `${Math.abs(success.velocity * 100).toFixed(2)} points`, success)
      : '',
    isMoving(quality) ? changeSentence('Its quality', Math.abs(quality.velocity).toFixed(4), quality) : '',
  ].join('');
};
