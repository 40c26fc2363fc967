const RFC3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

/** What such a text looks like, for patterns; it does not know how many days a month has. */
export const RFC3339_SHAPE =
  '[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[Tt ]([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\\.[0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])';

const DAY_MS = 86_400_000;

/** Whether a time lies in the first second of a month. */
const beginsMonth = (time: number): boolean =>
  new Date(time).getUTCDate() === 1 && ((time % DAY_MS) + DAY_MS) % DAY_MS < 1000;

/**
 * An RFC 3339 date and time as milliseconds since 1970 UTC; finer digits are cut off. A leap second,
 * which that count does not have, is the second after it.
 * @returns undefined where the text is not such a time: no zone, a day the month does not have, a
 * second 60 other than the last one of a month in UTC.
 */
export const parseRfc3339 = (text: string): number | undefined => {
  const match = RFC3339.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const milliseconds = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  const offsetHours = Number(match[9] ?? 0);
  const offsetMinutes = Number(match[10] ?? 0);
  if (hour > 23 || minute > 59 || second > 60 || offsetHours > 23 || offsetMinutes > 59) return undefined;
  const local = new Date(0);
  local.setUTCFullYear(year, month - 1, day);
  if (local.getUTCMonth() !== month - 1 || local.getUTCDate() !== day) return undefined;
  local.setUTCHours(hour, minute, second, milliseconds);
  const offset = (offsetHours * 60 + offsetMinutes) * 60_000;
  const time = local.getTime() + (match[8] === '-' ? offset : -offset);
  return second === 60 && !beginsMonth(time) ? undefined : time;
};
