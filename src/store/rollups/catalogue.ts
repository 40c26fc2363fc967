import { OUTCOMES } from '../../common/pattern-terms.js';
import { MAX_VALUE_LENGTH, VERSION } from './dimension.js';
import { ROLLUP_LEVELS, type RollupLevel } from './rollup-level.js';
import { COST_MEASURES, isCostMeasure, MEASURES, measureOf, type MeasureName } from './usage-measures.js';

// Everything that is built of rollups reads this list: their SQL, what questions are answered from,
// refreshing, retention, erasure and the tests. A further family, level or measure is an entry here.

/** What every usage tells. */
const USAGE_MEASURES = (Object.keys(MEASURES) as MeasureName[]).filter((name) => !isCostMeasure(name));

/** In SQL, of an execution time: bin k holds those above 1.1^(k-1) and up to 1.1^k milliseconds, bin -1 holds 0. */
export const LATENCY_BIN = `CASE WHEN execution_time_ms > 0
  THEN ceil(ln(execution_time_ms::double precision) / ln(1.1::double precision))::smallint
  ELSE -1::smallint END`;

/** In SQL, of a quality: twenty bins of 0.05, the last with 1 in it; null without one. */
export const QUALITY_BIN =
  'CASE WHEN quality_score IS NOT NULL THEN least(floor(quality_score * 20), 19)::smallint END';

/** In SQL, what kind of error a message tells of. */
export const ERROR = 'coalesce(error_fingerprint, left(error_message, 256))';

const IS_KNOWN = 'success IS NOT NULL';
const HAS_COST = `(cost_usd IS NOT NULL OR input_tokens IS NOT NULL OR output_tokens IS NOT NULL
  OR time_saved_seconds IS NOT NULL)`;

/** In SQL, beside each usage its value of every dimension. */
const DIMENSIONS_OF_USAGE = `CROSS JOIN LATERAL (
  SELECT name AS dimension, CASE WHEN name = '${VERSION}' THEN version ELSE context ->> context_key END AS told
  FROM rollup_dimension WHERE is_kept) AS dimensions`;

/** Rollups that are grouped by the same keys and have the same measures. */
interface Family {
  /** What it counts, in words. */
  readonly words: string;
  /** Columns that it is grouped by beside bucket and pattern, and what each is of a usage, in SQL. */
  readonly keys: Readonly<Record<string, string>>;
  readonly measures: readonly MeasureName[];
  /** Which usages it counts, in SQL. */
  readonly where: string;
  /** What its usages are joined with, in SQL. */
  readonly join?: string;
  /** The levels at which it is kept by pattern. */
  readonly byPattern: readonly RollupLevel[];
  /** The levels at which it is kept of all patterns together. */
  readonly total: readonly RollupLevel[];
  /**
   * Whether its hours and days are hypertables of ours and not continuous aggregates: all of a range is computed anew then,
   * not only what changed in it.
   */
  readonly isHypertable?: true;
  /** Rows that a bucket of a pattern has at the most. */
  readonly maxRows: number;
}

const FAMILIES = {
  usage: {
    words: 'usage',
    keys: {},
    measures: USAGE_MEASURES,
    where: IS_KNOWN,
    byPattern: ['minute', 'hour', 'day', 'week'],
    total: ['minute', 'hour', 'day'],
    maxRows: 1,
  },
  // By pattern, a minute of `quality` or `latency` would have about as many rows as usages.
  quality: {
    words: 'quality',
    keys: { outcome: 'outcome', bin: QUALITY_BIN },
    // The others are told by its keys.
    measures: USAGE_MEASURES.filter((name) => measureOf(name).from?.quality === undefined),
    where: IS_KNOWN,
    byPattern: ['hour', 'day'],
    total: ['minute', 'hour', 'day'],
    maxRows: 84,
  },
  latency: {
    words: 'latency',
    keys: { outcome: 'outcome', bin: LATENCY_BIN },
    measures: ['usages'],
    where: `${IS_KNOWN} AND execution_time_ms IS NOT NULL`,
    byPattern: ['hour', 'day'],
    total: ['minute', 'hour', 'day'],
    maxRows: 400,
  },
  error: {
    words: 'errors',
    keys: { error: ERROR },
    measures: ['usages', 'first_used', 'last_used'],
    where: `${IS_KNOWN} AND error_message IS NOT NULL`,
    byPattern: ['minute', 'hour', 'day'],
    total: [],
    maxRows: Infinity,
  },
  // Apart from the others, so that what they count has an outcome and no answer has to take these out again.
  unknown: {
    words: 'usage of unknown outcome',
    keys: {},
    measures: ['usages', 'first_used', 'last_used'],
    where: 'success IS NULL',
    // The newest are found by an index that has no others.
    byPattern: ['hour', 'day', 'week'],
    total: [],
    maxRows: 1,
  },
  // Of usages of any outcome: what they cost is known. By outcome, so that a filter by it reads no usages.
  cost: {
    words: 'costs',
    keys: { outcome: 'outcome' },
    measures: ['usages', ...COST_MEASURES],
    where: HAS_COST,
    byPattern: ['hour', 'day'],
    total: ['minute'],
    maxRows: OUTCOMES.length,
  },
  // By the values of one dimension at a time, of which rollup_dimension has the list. Of usages of any outcome,
  // told or not what they cost, as its keys say which.
  dimension: {
    words: 'usage by dimension',
    keys: {
      dimension: 'dimension',
      value: `CASE WHEN length(told) <= ${MAX_VALUE_LENGTH} THEN told END`,
      is_other: `coalesce(length(told) > ${MAX_VALUE_LENGTH}, false)`,
      outcome: 'outcome',
      has_cost: HAS_COST,
    },
    measures: [...USAGE_MEASURES, ...COST_MEASURES].filter(
      (name) => measureOf(name).from?.dimension === undefined,
    ),
    where: 'true',
    join: DIMENSIONS_OF_USAGE,
    isHypertable: true,
    // By pattern, an hour has about as many rows as usages.
    byPattern: ['day'],
    total: ['minute', 'hour', 'day'],
    // An estimate: as many as there are values.
    maxRows: 50,
  },
  // Distinct actors do not add up over time, so that its rows are the actors themselves; null ones are those not told.
  actor: {
    words: 'actors',
    keys: { version: 'version', actor: 'actor', is_known: IS_KNOWN },
    measures: ['usages'],
    where: 'true',
    isHypertable: true,
    byPattern: ['day'],
    total: ['day'],
    // An estimate.
    maxRows: 20,
  },
} as const satisfies Readonly<Record<string, Family>>;

export type RollupFamily = keyof typeof FAMILIES;
const ROLLUP_FAMILIES = Object.keys(FAMILIES) as RollupFamily[];
export const familyOf = (name: RollupFamily): Family => FAMILIES[name];

/**
 * What each level is computed of. Minutes are tables that a job adds to every few seconds; the others
 * are continuous aggregates. Hours are made of usages, so that minutes can be dropped.
 */
export const BUILT_FROM: Readonly<Record<RollupLevel, 'usage' | RollupLevel>> = {
  minute: 'usage',
  hour: 'usage',
  day: 'hour',
  week: 'day',
};

/** The levels of the continuous aggregates, each after the one that it is built of. */
export const AGGREGATED_LEVELS = ['hour', 'day', 'week'] as const;
export type AggregatedLevel = (typeof AGGREGATED_LEVELS)[number];

/** The table of the usages. */
export const USAGES = 'pattern_feedback';

/** Whether a rollup is a hypertable of ours. */
export const isHypertable = ({ family, level }: Pick<Rollup, 'family' | 'level'>): boolean =>
  level !== 'minute' && familyOf(family).isHypertable === true;

/** One table or continuous aggregate. */
export interface Rollup {
  readonly name: string;
  readonly family: RollupFamily;
  readonly level: RollupLevel;
  /** Whether it holds all patterns together. */
  readonly isTotal: boolean;
  /** What it is computed of: a rollup, or the usages. */
  readonly from: string;
  /** Its columns in their order: the bucket, its other keys, its measures. */
  readonly keys: readonly string[];
  readonly measures: readonly MeasureName[];
}

const nameOf = (family: RollupFamily, level: RollupLevel, isTotal: boolean): string =>
  `${family}${isTotal ? '_total' : ''}_${level}`;

const has = (family: RollupFamily, level: RollupLevel, isTotal: boolean): boolean =>
  familyOf(family)[isTotal ? 'total' : 'byPattern'].includes(level);

/** Totals are made of finer totals where there are some, else of the patterns of their own level. */
const sourceOf = (family: RollupFamily, level: RollupLevel, isTotal: boolean): string => {
  const below = BUILT_FROM[level];
  if (below !== 'usage' && has(family, below, isTotal)) return nameOf(family, below, isTotal);
  return isTotal && has(family, level, false) ? nameOf(family, level, false) : USAGES;
};

/** Every rollup, each after what it is made of. */
export const ROLLUPS: readonly Rollup[] = [false, true].flatMap((isTotal) =>
  ROLLUP_FAMILIES.flatMap((family) =>
    ROLLUP_LEVELS.filter((level) => has(family, level, isTotal)).map((level) => ({
      name: nameOf(family, level, isTotal),
      family,
      level,
      isTotal,
      from: sourceOf(family, level, isTotal),
      keys: ['bucket', ...(isTotal ? [] : ['pattern_id']), ...Object.keys(familyOf(family).keys)],
      measures: familyOf(family).measures,
    })),
  ),
);

/**
 * The rollup of a family at a level.
 * @param isTotal whether all patterns together will do.
 * @returns undefined where there is none.
 */
export const rollupOf = (family: RollupFamily, level: RollupLevel, isTotal: boolean): Rollup | undefined => {
  const found = ROLLUPS.filter((rollup) => rollup.family === family && rollup.level === level);
  return found.find((rollup) => isTotal && rollup.isTotal) ?? found.find((rollup) => !rollup.isTotal);
};

/** The levels that a question of a family can be answered from, finest first. */
export const levelsOf = (family: RollupFamily, isTotal: boolean): RollupLevel[] =>
  ROLLUP_LEVELS.filter((level) => rollupOf(family, level, isTotal) !== undefined);

/** Every rollup of a level, in the order in which they can be refreshed. */
export const rollupsOf = (level: RollupLevel): Rollup[] => ROLLUPS.filter((rollup) => rollup.level === level);

/** What a rollup or the table of the usages holds, in words: "hours of usage by pattern". */
export const describeRelation = (name: string): string => {
  const rollup = ROLLUPS.find((one) => one.name === name);
  if (!rollup) return 'usages';
  const { level, family, isTotal } = rollup;
  return `${level}s of ${familyOf(family).words} ${isTotal ? 'of all patterns' : 'by pattern'}`;
};
