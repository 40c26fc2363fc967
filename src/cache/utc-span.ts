import { DAY_MS, type TimeRange } from '../common/time-range.js';

/** The span that lies within all others. */
export const ALL_TIME = '*';

/** Touches of more days than this are noted as one of all time. */
const MAX_DAYS = 400;

const textOf = (time: number): string => new Date(time).toISOString();
const startOf = (text: string): number => Date.parse(`${text}${'-01-01'.slice(text.length - 4)}T00:00:00Z`);
const nextMonth = (time: number): number => {
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
};
const nextYear = (time: number): number => Date.UTC(new Date(time).getUTCFullYear() + 1, 0);

/**
 * UTC days, months and years (2026-03-04, 2026-03, 2026) that together cover a range: whatever lies
 * in the range lies in one of them. At most 60 days, 22 months and the years of the range.
 */
export const spansOver = ({ from, to }: TimeRange): string[] => {
  const spans: string[] = [];
  for (let time = Math.floor(from / DAY_MS) * DAY_MS; time < to;) {
    const text = textOf(time);
    if (startOf(text.slice(0, 4)) === time && nextYear(time) <= to) {
      spans.push(text.slice(0, 4));
      time = nextYear(time);
    } else if (startOf(text.slice(0, 7)) === time && nextMonth(time) <= to) {
      spans.push(text.slice(0, 7));
      time = nextMonth(time);
    } else {
      spans.push(text.slice(0, 10));
      time += DAY_MS;
    }
  }
  return spans;
};

/** Each UTC day, month and year that holds one of the times, or all time where they are many. */
export const spansAround = (times: Iterable<number>): string[] => {
  const days = new Set<number>();
  for (const time of times) {
    days.add(Math.floor(time / DAY_MS));
    if (days.size > MAX_DAYS) return [ALL_TIME];
  }
  const spans = new Set<string>();
  for (const day of days) {
    const text = textOf(day * DAY_MS);
    spans.add(text.slice(0, 10)).add(text.slice(0, 7)).add(text.slice(0, 4));
  }
  return [...spans];
};

/** The same for every time of a range. */
export const spansWithin = ({ from, to }: TimeRange): string[] => {
  const first = Math.floor(from / DAY_MS) * DAY_MS;
  if (!(to - first <= MAX_DAYS * DAY_MS)) return [ALL_TIME];
  const times: number[] = [];
  for (let time = first; time < to; time += DAY_MS) times.push(time);
  return spansAround(times);
};
