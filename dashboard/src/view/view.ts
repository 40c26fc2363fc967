import { isPatternType, type PatternType } from '../api/pattern-types.js';
import {
  GRANULARITIES,
  type Granularity,
  NODE_TYPES,
  type NodeType,
  KNOWN_OUTCOMES,
  type KnownOutcome,
  TIME_RANGES,
  type TimeRangeName,
} from '../api/terms.js';
import { instant } from './instant.js';
import { soughtText } from './sought-text.js';
import { browserTimeZone, isTimeZone } from './time-zone.js';

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
  /** None for all, unknown ones included. */
  readonly outcomes: readonly KnownOutcome[];
  /** Of the patterns, as usages tell it; null for all. */
  readonly version: string | null;
  /** What charts are split by, as the API's group_by takes it; null for nothing. */
  readonly split: Split | null;
}

/** By version, or by what usages have under a key of their context. */
export type Split = 'version' | `context.${string}`;

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
  'version',
  'split',
] as const;

/** The longest version that the API takes. */
export const MAX_VERSION = 128;

const oneOf = <T extends string>(values: readonly T[], text: string | null): T | null =>
  values.find((value) => value === text) ?? null;

const typeIn = (text: string | null): PatternType | null =>
  text !== null && isPatternType(text) ? text : null;

const SPLIT = /^(version|context\.[^\0]{1,64})$/u;
const splitIn = (text: string | null): Split | null =>
  text !== null && SPLIT.test(text) ? (text as Split) : null;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WIDTHS: Readonly<Record<Granularity, number>> = { hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS };

/** Most buckets that the API answers with; a few less, as clocks are set back. */
const MAX_BUCKETS = 9990;

/** The ends that a URL says; those that are none, or between which there is no time, are not there. */
const endsOf = (parameters: URLSearchParams, now: number): Pick<View, 'from' | 'to'> => {
  const from = instant(parameters.get('from'));
  if (from === null) return { from: null, to: null };
  const start = Date.parse(from);
  const to = instant(parameters.get('to'));
  const isAnswered = (span: number): boolean => span > 0 && span <= MAX_BUCKETS * WIDTHS.week;
  if (to !== null && isAnswered(Date.parse(to) - start)) return { from, to };
  return { from: isAnswered(now - start) ? from : null, to: null };
};

/** The view that a URL's parameters say; what they get wrong is as if it were not there. */
export const readView = (
  parameters: URLSearchParams,
  ownTimeZone = browserTimeZone(),
  now = Date.now(),
): View => {
  const ends = endsOf(parameters, now);
  const zone = parameters.get('tz');
  const view = {
    range: ends.from === null ? (oneOf(TIME_RANGES, parameters.get('range')) ?? DEFAULT_RANGE) : null,
    ...ends,
    granularity: oneOf(GRANULARITIES, parameters.get('granularity')),
    timeZone: zone !== null && isTimeZone(zone) ? zone : ownTimeZone,
    patternType: typeIn(parameters.get('type')),
    nodeType: oneOf(NODE_TYPES, parameters.get('node')),
    outcomes: KNOWN_OUTCOMES.filter((outcome) =>
      (parameters.get('outcome') ?? '').split(',').includes(outcome),
    ),
    version: soughtText(parameters.get('version') ?? '', MAX_VERSION) || null,
    split: splitIn(parameters.get('split')),
  };
  const isTooFine = view.granularity !== null && spanOf(view, now) > MAX_BUCKETS * WIDTHS[view.granularity];
  return isTooFine ? { ...view, granularity: null } : view;
};

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
): { pattern_type?: PatternType; node_type?: NodeType; outcome?: string; version?: string } => ({
  ...(view.patternType === null ? {} : { pattern_type: view.patternType }),
  ...(view.nodeType === null ? {} : { node_type: view.nodeType }),
  ...(view.outcomes.length === 0 ? {} : { outcome: view.outcomes.join(',') }),
  ...(view.version === null ? {} : { version: view.version }),
});

/** Asks for usages of unknown outcome too, of a question that counts or lists them. */
export const unknownQuery = ({ outcomes }: Pick<View, 'outcomes'>): { include?: 'unknown' } =>
  outcomes.length === 0 ? { include: 'unknown' } : {};
