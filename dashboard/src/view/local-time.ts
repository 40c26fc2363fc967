import { clockOf } from './clock-of.js';

/** A time as `<input type="datetime-local">` has it, on the clocks of a zone. */
export const localText = (ms: number, timeZone: string): string =>
  new Date(clockOf(ms, timeZone)).toISOString().slice(0, 16);

/** The time at which a zone's clocks show this; the first of two, null where it is no time. */
export const parseLocal = (text: string, timeZone: string): number | null => {
  const shown = Date.parse(`${text}Z`);
  if (Number.isNaN(shown)) return null;
  // Twice, as the offset may differ on either side of a change.
  const first = shown - (clockOf(shown, timeZone) - shown);
  return first - (clockOf(first, timeZone) - shown);
};
