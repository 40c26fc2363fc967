import { clockOf } from './clock-of.js';

const MINUTE = 60_000;

/** How far a zone's clocks are from UTC at a time: UTC+2, UTC+10:30. */
export const offsetName = (ms: number, timeZone: string): string => {
  const second = Math.floor(ms / 1000) * 1000;
  const minutes = Math.round((clockOf(second, timeZone) - second) / MINUTE);
  const rest = Math.abs(minutes) % 60;
  return `UTC${minutes < 0 ? '-' : '+'}${String(Math.floor(Math.abs(minutes) / 60))}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
};
