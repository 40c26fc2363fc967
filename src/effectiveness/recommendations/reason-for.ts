import { percentText } from '../../common/percent-text.js';
import type { ChangeOverTime } from '../stats/change-over-time.js';
import type { Assessment } from './assessment.js';

const chance = (p: number): string => (p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`);

/** @returns nothing where it does not change. */
const changeSentence = (
  what: string,
  write: (value: number) => string,
  { direction, pValue, days, shift }: ChangeOverTime,
): string => {
  if (!shift) return '';
  const words = direction === 'decreasing' ? 'is getting worse' : 'is getting better';
  const size = `${write(shift.mean)} on the last ${shift.days} days with usages, ${write(shift.before)} before`;
  return ` ${what} ${words}: ${size} (Mann-Kendall over ${days} days, ${chance(pValue!)}).`;
};

/** Why a pattern is recommended or not, in words. */
export const reasonFor = (assessment: Assessment): string => {
  const { usages, successes, successLower, successUpper, averageQuality, success, quality } = assessment;
  const days = assessment.rangeHours / 24;
  if (usages === 0) return `It was not used in the last ${days} days.`;
  const interval = `95 % interval ${percentText(successLower)} to ${percentText(successUpper)}`;
  const rate = `${successes} of ${usages} usages in the last ${days} days succeeded: ${percentText(successes / usages)} (${interval})`;
  const rating =
    averageQuality === null ? 'no quality was reported' : `average quality ${averageQuality.toFixed(2)}`;
  const few = usages < 30 ? ' With fewer than 30 usages the score is not fully trusted.' : '';
  return [
    `${rate}, ${rating}.`,
    few,
    changeSentence('Its success', percentText, success),
    changeSentence('Its quality', (value) => value.toFixed(3), quality),
  ].join('');
};
