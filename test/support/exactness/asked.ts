import {
  type Cut,
  bucketsIn,
  localDay,
  type LocalBucket,
  startOfLocal,
  type Weekday,
} from './local-buckets.js';
import type { RecordedUsage, World } from './recorded-usage.js';

const DAY = 86_400_000;

/** How far ahead of ours the clock of whoever reports a usage may be. */
export const CLOCK_SKEW_MS = 300_000;

/** The parameters of a question by their names; those of lists are joined by commas. */
export type Asked = Readonly<Record<string, string | undefined>>;

export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface AskedSpan extends Span {
  /** The named range, or custom. */
  readonly name: string;
  /** Up to where it has come. */
  readonly elapsedTo: number;
  readonly previous: Span;
}

/** As times are written: RFC 3339, UTC, without a fraction where that is 0. */
export const said = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z');

export const zoneOf = (asked: Asked): string => asked['timezone'] ?? 'UTC';

const isMidnight = (time: number, zone: string): boolean =>
  startOfLocal(time, { width: 'day', zone, weekStart: 'monday' }) === time;

/** The same number of whole days before whole days, otherwise as many milliseconds. */
const beginningBefore = ({ from, to }: Span, zone: string): number => {
  if (!isMidnight(from, zone) || !isMidnight(to, zone)) return from - (to - from);
  const days = localDay(to, zone) - localDay(from, zone);
  const cut = { width: 'day', zone, weekStart: 'monday' } as const;
  let time = from;
  while (localDay(time, zone) > localDay(from, zone) - days) time = startOfLocal(time - 1, cut);
  return time;
};

/** The range that is asked for. Usages from clocks ahead of ours are in every range up to now. */
export const spanOf = (asked: Asked, fallback: string, now: number): AskedSpan => {
  const { from, to } = asked;
  const latest = now + CLOCK_SKEW_MS + 1;
  if (from === undefined) {
    const name = asked['time_range'] ?? fallback;
    const begin = now - Number.parseInt(name, 10) * DAY;
    const previous = { from: 2 * begin - now, to: begin };
    return { from: begin, to: latest, name, elapsedTo: now, previous };
  }
  const begin = Date.parse(from);
  if (to === undefined) {
    const previous = { from: begin - Math.max(0, now - begin), to: begin };
    return { from: begin, to: latest, name: 'custom', elapsedTo: now, previous };
  }
  const span = { from: begin, to: Date.parse(to) };
  const before = beginningBefore(span, zoneOf(asked));
  const elapsed = Math.max(0, Math.min(span.to, now) - begin);
  const until = span.to <= now ? begin : Math.min(before + elapsed, begin);
  const previous = { from: before, to: until };
  return { ...span, name: 'custom', elapsedTo: Math.min(span.to, now), previous };
};

/** All history, or the range that is asked for. */
export const historyOf = (asked: Asked, now: number): Span =>
  ['time_range', 'from', 'to'].some((name) => asked[name] !== undefined)
    ? spanOf(asked, '7d', now)
    : { from: -Infinity, to: now + CLOCK_SKEW_MS + 1 };

export const saidSpan = ({ from, to }: Span): object =>
  from === -Infinity ? {} : { from: said(from), to: said(to) };

export const within = (usages: readonly RecordedUsage[], { from, to }: Span): RecordedUsage[] =>
  usages.filter(({ at }) => at >= from && at < to);

/** What a usage has of a dimension: its version, or the text under a key of its context, what is no text as JSON. */
export const toldBy = ({ version, context }: RecordedUsage, dimension: string): string | null => {
  if (dimension === 'version') return version;
  const value = context[dimension.slice('context.'.length)];
  if (value == null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** The usages that the filters let through, of any time. */
export const matching = (world: World, asked: Asked): RecordedUsage[] => {
  const ids = asked['pattern_id']?.toLowerCase().split(',');
  const outcomes = asked['outcome']?.split(',');
  const wanted = Object.entries(asked).filter(([name]) => name === 'version' || name.startsWith('context.'));
  return world.usages.filter((usage) => {
    const known = world.patterns.get(usage.pattern_id);
    return (
      (ids?.includes(usage.pattern_id) ?? true) &&
      (outcomes?.includes(usage.outcome) ?? true) &&
      (asked['pattern_type'] ?? known?.type ?? 'other') === (known?.type ?? 'other') &&
      (asked['node_type'] === undefined || asked['node_type'].toLowerCase() === known?.nodeType) &&
      wanted.every(([name, text]) => text === undefined || toldBy(usage, name) === text)
    );
  });
};

export const cutOf = (asked: Asked, fallback: Cut['width']): Cut => ({
  width: (asked['granularity'] as Cut['width'] | undefined) ?? fallback,
  zone: zoneOf(asked),
  weekStart: (asked['week_start'] as Weekday | undefined) ?? 'monday',
});

/** A bucket of an answer with the usages in it. */
export interface FilledBucket extends LocalBucket {
  readonly usages: readonly RecordedUsage[];
  /** Whether the range cuts it or it lasts still. */
  readonly isPartial: boolean;
  readonly hasBegun: boolean;
}

export const fillBuckets = (
  usages: readonly RecordedUsage[],
  span: AskedSpan,
  cut: Cut,
): readonly FilledBucket[] => {
  const sorted = within(usages, span).sort((a, b) => a.at - b.at);
  let at = 0;
  return bucketsIn(span.from, span.to, cut).map((bucket) => {
    const first = at;
    while (at < sorted.length && sorted[at]!.at < bucket.to) at += 1;
    return {
      ...bucket,
      usages: sorted.slice(first, at),
      isPartial: bucket.from > bucket.start || bucket.to < bucket.end || span.elapsedTo < bucket.end,
      hasBegun: bucket.start <= span.elapsedTo,
    };
  });
};

/** Whether anything beyond the original's parameters was asked for; to name patterns adds nothing. */
export const isBeyond = (asked: Asked, original: readonly string[]): boolean =>
  Object.entries(asked).some(
    ([name, value]) => value !== undefined && name !== 'pattern_id' && !original.includes(name),
  );

/** A range and how it is cut, as it stands beside an answer. */
export const saidFrame = (asked: Asked, { from, to }: Span, width: Cut['width']): object => ({
  granularity: width,
  from: said(from),
  to: said(to),
  timezone: zoneOf(asked),
  week_start: asked['week_start'] ?? 'monday',
});

/** The period before, as a range of its own. */
export const earlierOf = ({ previous }: AskedSpan): AskedSpan => ({
  ...previous,
  name: '',
  elapsedTo: previous.to,
  previous,
});

/** Whether a bucket is in an answer: with usages, or begun where all are asked for. */
export const isShown = (asked: Asked, { usages, hasBegun }: FilledBucket): boolean =>
  usages.length > 0 || (asked['fill'] === 'true' && hasBegun);
