import { clockOf } from './clock-of.js';

const DAY = 86_400_000;

/** Whether clocks are set in a day or beside it, by zone and day: at most times of most years they are not. */
const changes = new Map<string, boolean>();

const hasChange = (ms: number, timeZone: string): boolean => {
  const day = Math.floor(ms / DAY);
  const key = `${timeZone} ${String(day)}`;
  const known = changes.get(key);
  if (known !== undefined) return known;
  const offset = (at: number): number => clockOf(at * DAY, timeZone) - at * DAY;
  const found = offset(day - 1) !== offset(day + 2);
  changes.set(key, found);
  return found;
};

/** Whether a zone's clocks show what they show at a time at another time too, as they do when they are set back. */
export const isShownTwice = (ms: number, timeZone: string): boolean => {
  if (!hasChange(ms, timeZone)) return false;
  const second = Math.floor(ms / 1000) * 1000;
  const offsetAt = (at: number): number => clockOf(at, timeZone) - at;
  const own = offsetAt(second);
  return [second - DAY, second + DAY].some((at) => {
    const other = offsetAt(at);
    return other !== own && offsetAt(second + own - other) === other;
  });
};
