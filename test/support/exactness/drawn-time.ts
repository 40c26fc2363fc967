import fc from 'fast-check';
import { type Cut, offsetAt, startOfLocal, WEEKDAYS } from './local-buckets.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** At whole hours, at :30 and :45; where clocks are set at night, at midnight, by half an hour. */
export const ZONES = [
  'UTC',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'America/New_York',
  'Europe/Berlin',
  'Australia/Adelaide',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Africa/Cairo',
  'America/Santiago',
] as const;

/** A time by what is special about it; relative to now, which is not known yet. */
export type DrawnTime =
  | { readonly kind: 'ago'; readonly ms: number }
  | { readonly kind: 'edge'; readonly cut: Cut; readonly ago: number; readonly off: number }
  | { readonly kind: 'clock change'; readonly zone: string; readonly which: number; readonly off: number };

const changes = new Map<string, readonly number[]>();

/** When a zone's clocks were set in the last 400 days. */
const changesOf = (zone: string, now: number): readonly number[] => {
  const known = changes.get(zone);
  if (known) return known;
  const found: number[] = [];
  for (let time = now - 400 * DAY; time < now - DAY; time += DAY) {
    if (offsetAt(time, zone) === offsetAt(time + DAY, zone)) continue;
    let [before, after] = [Math.floor(time / HOUR) * 4, Math.floor((time + DAY) / HOUR) * 4];
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (offsetAt((middle * HOUR) / 4, zone) === offsetAt(time, zone)) before = middle;
      else after = middle;
    }
    found.push((after * HOUR) / 4);
  }
  changes.set(zone, found);
  return found;
};

export const timeOf = (drawn: DrawnTime, now: number): number => {
  if (drawn.kind === 'ago') return now - drawn.ms;
  if (drawn.kind === 'edge') return startOfLocal(now - drawn.ago, drawn.cut) + drawn.off;
  const found = changesOf(drawn.zone, now);
  return found.length === 0 ? now - DAY : found[drawn.which % found.length]! + drawn.off;
};

const zone = fc.constantFrom(...ZONES);
const cut: fc.Arbitrary<Cut> = fc.record({
  width: fc.constantFrom('hour' as const, 'day' as const, 'week' as const),
  zone: fc.oneof(fc.constant('UTC'), zone),
  weekStart: fc.constantFrom(...WEEKDAYS),
});
const off = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.constantFrom(-1, 1) },
);

const ago = (max: number): fc.Arbitrary<DrawnTime> => fc.nat({ max }).map((ms) => ({ kind: 'ago', ms }));
const edge = (max: number): fc.Arbitrary<DrawnTime> =>
  fc.record({ kind: fc.constant('edge' as const), cut, ago: fc.nat({ max }), off });
const clockChange: fc.Arbitrary<DrawnTime> = fc.record({
  kind: fc.constant('clock change' as const),
  zone,
  which: fc.nat({ max: 3 }),
  off: fc.oneof(
    off,
    fc.integer({ min: -26 * HOUR, max: 26 * HOUR }),
    fc.constantFrom(-HOUR, -HOUR / 2, HOUR / 2, HOUR),
  ),
});

/** When a usage may have been: late by anything up to a year, or reported by a clock ahead of ours. */
export const usageTime: fc.Arbitrary<DrawnTime> = fc.oneof(
  { weight: 3, arbitrary: ago(2 * DAY) },
  { weight: 3, arbitrary: ago(40 * DAY) },
  { weight: 1, arbitrary: ago(400 * DAY) },
  { weight: 2, arbitrary: ago(10 * MINUTE) },
  { weight: 1, arbitrary: fc.nat({ max: 5 * MINUTE }).map((ms): DrawnTime => ({ kind: 'ago', ms: -ms })) },
  { weight: 2, arbitrary: edge(3 * DAY) },
  { weight: 3, arbitrary: edge(60 * DAY) },
  { weight: 3, arbitrary: clockChange },
);

/** Where a range may begin or end: there, or some days ahead. */
export const rangeTime: fc.Arbitrary<DrawnTime> = fc.oneof(
  { weight: 9, arbitrary: usageTime },
  { weight: 1, arbitrary: fc.nat({ max: 3 * DAY }).map((ms): DrawnTime => ({ kind: 'ago', ms: -ms })) },
);
