import { DEFAULT_HOURS, MAX_HOURS } from '../common/time-range.js';
import { UsageError } from './usage-error.js';

/** @throws UsageError */
export const readHours = (text: string | undefined): number => {
  if (text === undefined) return DEFAULT_HOURS;
  const hours = Number(text);
  if (/^\d+$/.test(text) && hours >= 1 && hours <= MAX_HOURS) return hours;
  throw new UsageError(`--hours is ${text}; it must be a whole number from 1 to ${MAX_HOURS}.`);
};
