/** What a zone's clocks show, as if it were UTC; milliseconds. */
const clockOf = (ms: number, timeZone: string): number => {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(ms);
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
};

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
