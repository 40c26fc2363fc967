import type { TimeRange } from '../../common/time-range.js';
import { bucketWidth, ceilToBucket, floorToBucket, type RollupLevel } from './rollup-level.js';

/** How far a rollup can be trusted; times in milliseconds. */
export interface Completeness {
  /** Every bucket from here… */
  readonly from: number;
  /** …to here is materialised; equal to or before `from` where nothing is. */
  readonly watermark: number;
}

/** What is materialised at one moment, as a plan needs to know it. */
export interface RollupState {
  /** That moment, in milliseconds. */
  readonly now: number;
  /** The last minute holds what lies before the watermark of the minutes, wherever in it that is. */
  readonly levels: Readonly<Record<RollupLevel, Completeness>>;
  /** Starts of minutes, ascending, that a usage reached after they were filled. */
  readonly staleMinutes: readonly number[];
  /** The same for hours, and so for the days and weeks around them. */
  readonly staleHours: readonly number[];
}

/** From where on the rollups of a dimension hold everything; milliseconds. */
export interface DimensionState {
  readonly minutesFrom: number;
  /** Of hours and days. */
  readonly from: number;
}

/** The same, and of the dimensions that there are rollups of. */
export interface KnownState extends RollupState {
  readonly dimensions: ReadonlyMap<string, DimensionState>;
}

/**
 * What is read from one place: from the usages themselves, from a rollup, or, of the newest time, from the
 * minutes up to their watermark and from the usages after it, wherever it is when they are read.
 */
export interface SourcePlan {
  readonly source: 'usage' | 'newest' | RollupLevel;
  /** Ascending, disjoint, never empty; one where it is `newest`, which begins on a minute. */
  readonly ranges: readonly TimeRange[];
  /**
   * Of `newest`: the first time that splits a minute, as a slice begins or ends there. Once the watermark has
   * passed it, minutes are read up to the start of that one.
   */
  readonly minutesUntil?: number;
}

/**
 * What may be trusted of the rollups of a dimension.
 * @param cutHours hours that cannot answer a question about one of its values.
 * @param hoursFrom before this (milliseconds) its hours may count what was erased since its usages were dropped.
 */
export const stateOfDimension = (
  state: KnownState,
  dimension: string,
  cutHours: readonly number[],
  hoursFrom: number,
): RollupState => {
  const { minutesFrom = Infinity, from = Infinity } = state.dimensions.get(dimension) ?? {};
  const { minute, hour, day, week } = state.levels;
  const since = (known: Completeness, time: number): Completeness => ({
    ...known,
    from: Math.max(known.from, time),
  });
  return {
    ...state,
    levels: {
      minute: since(minute, minutesFrom),
      hour: since(hour, Math.max(from, hoursFrom)),
      day: since(day, from),
      week: since(week, from),
    },
    staleHours:
      cutHours.length === 0 ? state.staleHours : [...state.staleHours, ...cutHours].sort((a, b) => a - b),
  };
};

/** Where the minutes are further behind than this, what they do not hold is read like any other range. */
const NEWEST_MS = 5 * 60_000;

/** Pieces of a level beyond this many are read from a finer one: a piece costs a look-up. */
const MAX_PIECES = 1000;

/** Ascending spans, joined where they touch or overlap. */
export const joinTouching = (spans: readonly TimeRange[]): TimeRange[] => {
  const joined: TimeRange[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last && span.from <= last.to)
      joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else joined.push(span);
  }
  return joined;
};

/** What is left of ascending disjoint ranges without ascending disjoint others. */
const subtract = (ranges: readonly TimeRange[], others: readonly TimeRange[]): TimeRange[] => {
  const left: TimeRange[] = [];
  let next = 0;
  for (const range of ranges) {
    let { from } = range;
    while (next < others.length && others[next]!.to <= from) next += 1;
    for (let index = next; index < others.length && others[index]!.from < range.to; index += 1) {
      const other = others[index]!;
      if (from < other.from) left.push({ from, to: other.from });
      from = Math.max(from, other.to);
    }
    if (from < range.to) left.push({ from, to: range.to });
  }
  return left;
};

/** The level's buckets that these times fall into, joined. */
const bucketsAround = (level: RollupLevel, times: readonly number[]): TimeRange[] =>
  joinTouching(
    times.map((time) => {
      const from = floorToBucket(time, level);
      return { from, to: from + bucketWidth(level) };
    }),
  );

/** What of a level a late usage reached. */
const staleOf = (level: RollupLevel, { staleMinutes, staleHours }: RollupState): TimeRange[] =>
  bucketsAround(level, level === 'minute' ? staleMinutes : staleHours);

/** At most `max` of the pieces, the longest ones. */
const longest = (pieces: readonly TimeRange[], max: number): TimeRange[] => {
  if (pieces.length <= max) return [...pieces];
  const bySpan = [...pieces].sort((a, b) => b.to - b.from - (a.to - a.from));
  return bySpan.slice(0, max).sort((a, b) => a.from - b.from);
};

/**
 * The end of what is left to read, where that begins on a minute and the minutes have come about that far.
 * Between two readings of the state their watermark moves on and invalidations come and go, so the statement looks them up.
 */
const newestOf = (
  remaining: readonly TimeRange[],
  slices: readonly TimeRange[],
  state: RollupState,
): SourcePlan | undefined => {
  const last = remaining.at(-1);
  const open = floorToBucket(state.levels.minute.watermark, 'minute');
  if (!last || state.now - open > NEWEST_MS || last.to <= open) return undefined;
  const from = Math.max(last.from, open);
  if (from < state.levels.minute.from || floorToBucket(from, 'minute') !== from) return undefined;
  const minutesUntil = cutsOf('minute', slices)
    .filter((time) => time >= from)
    .reduce((least, time) => Math.min(least, time), Infinity);
  return { source: 'newest', ranges: [{ from, to: last.to }], minutesUntil };
};

/** Ascending edges of the slices that split a bucket of this level. */
const cutsOf = (level: RollupLevel, slices: readonly TimeRange[]): number[] =>
  slices
    .flatMap(({ from, to }) => [from, to])
    .filter((edge) => Number.isFinite(edge) && floorToBucket(edge, level) !== edge);

/**
 * Cuts slices of time into ranges so that each is read from the coarsest rollup that answers it
 * exactly. A bucket that an edge of a slice splits, that a late usage reached, or that is not
 * materialised goes to the next finer level, at last to the usages.
 * @param slices half-open, milliseconds, ascending and disjoint; the first `from` may be -Infinity.
 * @param levels the rollups that may be read, finest first; none for the usages alone.
 * @returns every instant of the slices exactly once, finest source first.
 */
export const planSources = (
  slices: readonly TimeRange[],
  state: RollupState,
  levels: readonly RollupLevel[],
): SourcePlan[] => {
  const plans: SourcePlan[] = [];
  let remaining = joinTouching(slices.filter(({ from, to }) => from < to));
  for (const level of [...levels].reverse()) {
    const complete = state.levels[level];
    const whole = remaining.flatMap((range): TimeRange[] => {
      const from = ceilToBucket(Math.max(range.from, complete.from), level);
      const to = floorToBucket(Math.min(range.to, complete.watermark), level);
      return from < to ? [{ from, to }] : [];
    });
    if (whole.length === 0) continue;
    const stale = staleOf(level, state);
    const cut = bucketsAround(level, cutsOf(level, slices));
    const usable = longest(subtract(subtract(whole, stale), cut), MAX_PIECES);
    if (usable.length === 0) continue;
    plans.unshift({ source: level, ranges: usable });
    remaining = subtract(remaining, usable);
  }
  const newest = levels.includes('minute') ? newestOf(remaining, slices, state) : undefined;
  const usages = newest ? subtract(remaining, newest.ranges) : remaining;
  return [
    ...(usages.length > 0 ? [{ source: 'usage' as const, ranges: usages }] : []),
    ...(newest ? [newest] : []),
    ...plans,
  ];
};
