const QUARTER = 900_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** How time is cut: hours, days or weeks on the clocks of a zone. */
export interface Cut {
  readonly width: 'hour' | 'day' | 'week';
  readonly zone: string;
  readonly weekStart: Weekday;
}

/** Where a bucket begins and ends, and what of it lies in the range that was asked for. */
export interface LocalBucket {
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone);
  if (known) return known;
  const number = 'numeric' as const;
  const clock = { hour: number, minute: number, second: number, hourCycle: 'h23' as const };
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: number,
    month: number,
    day: number,
    ...clock,
  });
  formats.set(timeZone, format);
  return format;
};

/** By how many milliseconds a zone's clocks are ahead of UTC, as the platform's formatting tells it. */
export const offsetAt = (time: number, zone: string): number => {
  // Nowhere are clocks set within a quarter of an hour.
  const quarter = Math.floor(time / QUARTER) * QUARTER;
  const key = `${zone} ${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const parts = formatOf(zone).formatToParts(quarter);
  const part = (type: string): number => Number(parts.find((one) => one.type === type)!.value);
  const local = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  offsets.set(key, local - quarter);
  return local - quarter;
};

/** The date on a zone's clocks, in days since 1970-01-01. */
export const localDay = (time: number, zone: string): number =>
  Math.floor((time + offsetAt(time, zone)) / DAY);

/** What all times of a bucket have in common, and no others near them. */
const nameAt = (time: number, { width, zone, weekStart }: Cut): string => {
  const offset = offsetAt(time, zone);
  // An hour that clocks show twice is two.
  if (width === 'hour') return `${Math.floor((time + offset) / HOUR)} ${offset}`;
  const day = localDay(time, zone);
  if (width === 'day') return String(day);
  // 1970-01-01 was a Thursday.
  const weekday = (day + 3) % 7;
  return String(day - ((weekday - WEEKDAYS.indexOf(weekStart) + 7) % 7));
};

/** Buckets are shorter than this. */
const MAX = { hour: 2 * HOUR, day: 2 * DAY, week: 9 * DAY };

/** The first quarter from a time on, forwards or backwards, that is in another bucket. */
const firstBeyond = (time: number, cut: Cut, direction: 1 | -1): number => {
  const here = Math.floor(time / QUARTER);
  const name = nameAt(time, cut);
  let [inside, outside] = [0, MAX[cut.width] / QUARTER];
  while (outside - inside > 1) {
    const middle = Math.floor((inside + outside) / 2);
    if (nameAt((here + direction * middle) * QUARTER, cut) === name) inside = middle;
    else outside = middle;
  }
  return (here + direction * outside) * QUARTER;
};

export const startOfLocal = (time: number, cut: Cut): number => firstBeyond(time, cut, -1) + QUARTER;
export const endOfLocal = (time: number, cut: Cut): number => firstBeyond(time, cut, 1);

/** The buckets of a half-open range, oldest first. */
export const bucketsIn = (from: number, to: number, cut: Cut): LocalBucket[] => {
  const buckets: LocalBucket[] = [];
  for (let start = startOfLocal(from, cut); start < to;) {
    const end = endOfLocal(start, cut);
    buckets.push({ start, end, from: Math.max(start, from), to: Math.min(end, to) });
    start = end;
  }
  return buckets;
};
