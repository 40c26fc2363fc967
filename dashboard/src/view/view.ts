import {
  GRANULARITIES,
  type Granularity,
  NODE_TYPES,
  type NodeType,
  type Outcome,
  OUTCOMES,
  PATTERN_TYPES,
  type PatternType,
  TIME_RANGES,
  type TimeRangeName,
} from '../api/terms.js';

/** What the page shows; the URL says all of it. */
export interface View {
  /** A range up to now by its name; null where `from` says when. */
  readonly range: TimeRangeName | null;
  /** RFC 3339, with `to` in place of a named range; without `to` up to now. */
  readonly from: string | null;
  readonly to: string | null;
  /** Null for the one that suits the range. */
  readonly granularity: Granularity | null;
  /** IANA name. */
  readonly timeZone: string;
  readonly patternType: PatternType | null;
  readonly nodeType: NodeType | null;
  /** None for all. */
  readonly outcomes: readonly Outcome[];
}

export const DEFAULT_RANGE: TimeRangeName = '7d';

/** The names that the view has in the URL; a page may keep others of its own beside them. */
export const VIEW_PARAMETERS = [
  'range',
  'from',
  'to',
  'granularity',
  'tz',
  'type',
  'node',
  'outcome',
] as const;

export const browserTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

const oneOf = <T extends string>(values: readonly T[], text: string | null): T | null =>
  values.find((value) => value === text) ?? null;

const isTimeZone = (name: string): boolean => {
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

const instant = (text: string | null): string | null =>
  text !== null && !Number.isNaN(Date.parse(text)) ? new Date(text).toISOString() : null;

/** The view that a URL's parameters say; what they get wrong is as if it were not there. */
export const readView = (parameters: URLSearchParams, ownTimeZone = browserTimeZone()): View => {
  const from = instant(parameters.get('from'));
  const zone = parameters.get('tz');
  return {
    range: from === null ? (oneOf(TIME_RANGES, parameters.get('range')) ?? DEFAULT_RANGE) : null,
    from,
    to: from === null ? null : instant(parameters.get('to')),
    granularity: oneOf(GRANULARITIES, parameters.get('granularity')),
    timeZone: zone !== null && isTimeZone(zone) ? zone : ownTimeZone,
    patternType: oneOf(PATTERN_TYPES, parameters.get('type')),
    nodeType: oneOf(NODE_TYPES, parameters.get('node')),
    outcomes: OUTCOMES.filter((outcome) => (parameters.get('outcome') ?? '').split(',').includes(outcome)),
  };
};

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The length of the view's range in milliseconds. */
export const spanOf = ({ range, from, to }: View, now: number): number =>
  range === null
    ? Math.max(HOUR_MS, (to === null ? now : Date.parse(to)) - Date.parse(from ?? ''))
    : Number.parseInt(range, 10) * DAY_MS;

/** The width of buckets that gives a range about 12 to 120 of them, where none was chosen. */
export const granularityOf = (view: View, now = Date.now()): Granularity => {
  if (view.granularity !== null) return view.granularity;
  const span = spanOf(view, now);
  if (span <= 3 * DAY_MS) return 'hour';
  return span <= 120 * DAY_MS ? 'day' : 'week';
};

/** The view's range and zone as the API's parameters. */
export const rangeQuery = (view: View): { time_range?: TimeRangeName; from?: string; to?: string } =>
  view.range !== null
    ? { time_range: view.range }
    : { from: view.from ?? undefined, ...(view.to === null ? {} : { to: view.to }) };

/** The view's filters as the API's parameters. */
export const filterQuery = (
  view: View,
): { pattern_type?: PatternType; node_type?: NodeType; outcome?: string } => ({
  ...(view.patternType === null ? {} : { pattern_type: view.patternType }),
  ...(view.nodeType === null ? {} : { node_type: view.nodeType }),
  ...(view.outcomes.length === 0 ? {} : { outcome: view.outcomes.join(',') }),
});
