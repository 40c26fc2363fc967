import type { Granularity } from '../api/terms.js';
import { isShownTwice } from '../view/is-shown-twice.js';
import { offsetName } from '../view/offset-name.js';
import { LOCALE as locale } from './locale.js';

/** What a bucket may last. */
export type Width = Granularity | 'minute';

const OPTIONS: Readonly<Record<Width, Intl.DateTimeFormatOptions>> = {
  minute: { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  hour: { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  day: { weekday: 'short', day: 'numeric', month: 'short' },
  week: { day: 'numeric', month: 'short', year: 'numeric' },
};
const AXIS: Readonly<Record<Width, Intl.DateTimeFormatOptions>> = {
  minute: { hour: '2-digit', minute: '2-digit' },
  hour: { weekday: 'short', hour: '2-digit', minute: '2-digit' },
  day: { day: 'numeric', month: 'short' },
  week: { day: 'numeric', month: 'short' },
};

const writers = new Map<string, Intl.DateTimeFormat>();
const writerOf = (timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = `${timeZone} ${JSON.stringify(options)}`;
  const writer = writers.get(key) ?? new Intl.DateTimeFormat(locale, { timeZone, ...options });
  writers.set(key, writer);
  return writer;
};

/** A time, and how far the zone is from UTC where its clocks show the same twice. */
const write = (date: Date, timeZone: string, options: Intl.DateTimeFormatOptions): string => {
  const text = writerOf(timeZone, options).format(date);
  const offset = isShownTwice(date.getTime(), timeZone) ? ` ${offsetName(date.getTime(), timeZone)}` : '';
  return text + offset;
};

/** A bucket by its start. */
export const bucketName = (timestamp: string, granularity: Width, timeZone: string): string =>
  write(new Date(timestamp), timeZone, OPTIONS[granularity]);

/** The same below an axis: at midnight the day, else the hour. */
export const axisName = (timestamp: string, granularity: Width, timeZone: string): string => {
  const date = new Date(timestamp);
  const isMidnight =
    granularity === 'hour' &&
    Number(writerOf(timeZone, { hour: 'numeric', hourCycle: 'h23' }).format(date).replace(/\D/g, '')) === 0;
  return write(date, timeZone, isMidnight ? AXIS.day : AXIS[granularity]);
};

/** A point in time, with its zone's day and minute. */
export const moment = (timestamp: string, timeZone: string): string =>
  write(new Date(timestamp), timeZone, { dateStyle: 'medium', timeStyle: 'short' });

/** The day of a point in time, by its zone's calendar. */
export const date = (timestamp: string, timeZone: string): string =>
  writerOf(timeZone, { dateStyle: 'medium' }).format(new Date(timestamp));

/** From when to when; an end that lies ahead is now. */
export const span = (from: string, to: string, timeZone: string, now = Date.now()): string => {
  const end = Math.min(now, Date.parse(to));
  return `${moment(from, timeZone)} – ${moment(new Date(end).toISOString(), timeZone)} (${timeZone})`;
};

/** The same to the second, for a single usage. */
export const instant = (timestamp: string, timeZone: string): string =>
  write(new Date(timestamp), timeZone, { dateStyle: 'medium', timeStyle: 'medium' });

const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
const AGES = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
] as const;

/** How long ago. */
export const ago = (timestamp: string | null, now = Date.now()): string => {
  if (timestamp === null) return '–';
  const age = now - Date.parse(timestamp);
  const { unit, ms } = AGES.find((one) => age >= one.ms) ?? { unit: 'minute' as const, ms: 60_000 };
  return relative.format(-Math.round(age / ms), unit);
};
