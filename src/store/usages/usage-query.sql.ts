import { UNKNOWN } from '../../common/pattern-terms.js';
import type { TimeRange } from '../../common/time-range.js';
import { instant } from '../connection/instant.js';
import { bucketWidth, type RollupLevel } from '../rollups/rollup-level.js';
import {
  ERROR,
  familyOf,
  LATENCY_BIN,
  QUALITY_BIN,
  type RollupFamily,
  rollupOf,
  USAGES,
} from '../rollups/catalogue.js';
import { codeOfRollup, codeOfValue } from '../rollups/dimension.js';
import type { SourcePlan } from '../rollups/rollup.plan.js';
import { placeSql, type Select } from './place.sql.js';
import {
  dimensionCondition,
  filterConditions,
  newParameters,
  type Parameter,
  toldOf,
} from './usage-filter.sql.js';
import { measureOf, type MeasureName } from '../rollups/usage-measures.js';
import {
  dimensionsOf,
  type MostUsedQuestions,
  rollupsFor,
  type UsageKey,
  type UsageQuestion,
} from './usage-question.js';

export interface SqlStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

const milliseconds = (expression: string): string => `floor(extract(epoch FROM ${expression}) * 1000)`;

/** Values of one column, in the rows' order, as one text: `3,,17` where the second is null. */
const listed = (expression: string, name: string): string =>
  `string_agg(coalesce(${expression}::text, ''), ',') AS ${name}`;

/** Keys whose values are free text, which a comma may stand in. */
const TEXT_KEYS: ReadonlySet<UsageKey> = new Set<UsageKey>(['error', 'dimension']);

/** Without a group there would be a row where there is no usage. */
const groupBy = (columns: number): string =>
  columns === 0
    ? 'HAVING count(*) > 0'
    : `GROUP BY ${Array.from({ length: columns }, (_, at) => at + 1).join(', ')}`;

const isWithin = ({ from, to }: TimeRange, level: RollupLevel): boolean => to - from <= bucketWidth(level);

const KNOWN = `outcome <> '${UNKNOWN}'`;

/** Which rows by dimension those are that the rollups of a family would count. */
const OUTCOMES_IN_DIMENSION: Readonly<Record<RollupFamily, string>> = {
  usage: KNOWN,
  quality: KNOWN,
  latency: KNOWN,
  error: KNOWN,
  unknown: `outcome = '${UNKNOWN}'`,
  cost: 'has_cost',
  dimension: 'true',
  actor: 'true',
};

interface Parts {
  /** What the sources have, a row for each of their rows or groups. */
  readonly relation: string;
  /** Its columns as lists. */
  readonly lists: string;
}

/** What a question asks, with the placeholders of its values. */
interface Asked {
  /** The starts of its slices; undefined where there is one. */
  readonly starts: string | undefined;
  /** In SQL, what a usage has of the dimension. */
  readonly told: string;
  /** What holds of rows of any source. */
  readonly conditions: readonly string[];
  /** And of usages, or of the rows of rollups. */
  readonly ofUsages: readonly string[];
  readonly ofRollups: readonly string[];
}

const IN_ROLLUPS: Readonly<Partial<Record<UsageKey, string>>> = {
  quality_bin: 'bin',
  latency_bin: 'bin',
  dimension: codeOfRollup,
};

const selectOf = <M extends MeasureName>(
  question: UsageQuestion<M>,
  { starts, told, conditions, ofUsages, ofRollups }: Asked,
): Select => {
  const { slices, measures, keys = ['pattern'] } = question;
  const { family: asked, isTotal, dimension } = rollupsFor(question);
  const family = dimension === undefined ? asked : 'dimension';
  const isByPattern = keys.includes('pattern');
  const otherKeys = keys.filter((key) => key !== 'pattern');
  const keysOfUsages: Readonly<Record<UsageKey, string>> = {
    pattern: 'pattern_id',
    outcome: 'outcome',
    quality_bin: QUALITY_BIN,
    latency_bin: LATENCY_BIN,
    error: ERROR,
    dimension: codeOfValue(told),
  };
  return (source, bounds) => {
    const isRaw = source === 'usage';
    const time = isRaw ? 'created_at' : 'bucket';
    // A bucket that is no narrower than a slice is the only one in it, one row a pattern.
    const isAsItIs =
      !isRaw &&
      familyOf(family).maxRows === 1 &&
      isByPattern &&
      slices.every((slice) => isWithin(slice, source));
    const measure = (name: M): string => {
      const { fromUsages: raw, from, merge } = measureOf(name);
      if (isRaw) return raw;
      const told = family === 'quality' || family === 'dimension' ? from?.[family] : undefined;
      return told ?? (isAsItIs ? name : `${merge}(${name})`);
    };
    const key = (name: UsageKey): string => (isRaw ? keysOfUsages[name] : (IN_ROLLUPS[name] ?? name));
    const grouped = [
      ...(starts ? [`width_bucket(${time}, ${starts}) - 1 AS slice`] : []),
      ...(isByPattern ? ['pattern_id'] : []),
      ...otherKeys.map((name) => `${key(name)} AS ${name}`),
    ];
    const counted = isRaw ? [familyOf(asked).where, ...ofUsages] : ofRollups;
    const relation = isRaw ? USAGES : rollupOf(family, source, isTotal)!.name;
    return [
      `SELECT ${[...grouped, ...measures.map((name) => `${measure(name)} AS ${name}`)].join(', ')}`,
      `FROM ${relation} WHERE ${bounds.replaceAll('TIME', time)}`,
      ...[...conditions, ...counted].map((condition) => `AND ${condition}`),
      ...(isAsItIs ? [] : [groupBy(grouped.length)]),
    ].join(' ');
  };
};

/** What is asked of dimensions of those sources that a plan reads; a placeholder that is not used has no type. */
const dimensionSql = <M extends MeasureName>(
  question: UsageQuestion<M>,
  plan: readonly SourcePlan[],
  parameter: Parameter,
): Pick<Asked, 'told' | 'ofUsages' | 'ofRollups'> => {
  const { keys = ['pattern'], filter = {} } = question;
  const { family, dimension } = rollupsFor(question);
  const readsUsages = plan.some(({ source }) => source === 'usage' || source === 'newest');
  const readsRollups = plan.some(({ source }) => source !== 'usage');
  const isKey = keys.includes('dimension') && question.dimension !== undefined;
  const asked = dimensionsOf(filter);
  return {
    told: isKey && readsUsages ? toldOf(question.dimension, parameter) : 'NULL::text',
    ofUsages: readsUsages ? asked.map((one) => dimensionCondition(one, parameter)) : [],
    ofRollups:
      dimension === undefined || !readsRollups
        ? []
        : [
            `dimension = ${parameter(dimension, 'text')}`,
            OUTCOMES_IN_DIMENSION[family],
            ...asked.map(([, value]) => `value = ${parameter(value, 'text')}`),
          ],
  };
};

/**
 * What the sources of a plan hold of a question.
 * @param chosen a further condition on the rows, such as which patterns they are of.
 */
const partsSql = <M extends MeasureName>(
  question: UsageQuestion<M>,
  plan: readonly SourcePlan[],
  parameter: Parameter,
  chosen?: string,
): Parts => {
  const { slices, measures, keys = ['pattern'], filter = {} } = question;
  const sliceStarts = slices.map(({ from }) => instant(from));
  const starts = slices.length > 1 ? parameter(sliceStarts, 'timestamptz[]') : undefined;
  const select = selectOf(question, {
    starts,
    ...dimensionSql(question, plan, parameter),
    conditions: [...filterConditions(filter, parameter), ...(chosen === undefined ? [] : [chosen])],
  });
  const places = plan.map((place) => placeSql(place, select, parameter)).join(' UNION ALL ');
  const lists = [
    ...(starts ? [listed('slice', 'slice')] : []),
    ...keys
      .filter((key) => key !== 'pattern')
      .map((key) => (TEXT_KEYS.has(key) ? `json_agg(${key}) AS ${key}` : listed(key, key))),
    ...measures.map((name) => listed(measureOf(name).isTime ? milliseconds(name) : name, name)),
  ].join(', ');
  // One more than is wanted tells that there are too many.
  const limit = question.maxRows === undefined ? '' : ` LIMIT ${parameter(question.maxRows + 1, 'int')}`;
  return { relation: `(${places}${limit}) AS parts`, lists };
};

/** Parts by pattern, a row a pattern, with its name and types. */
const byPatternSql = ({ lists, relation }: Parts): string =>
  [
    'SELECT found.*, patterns.name, patterns.type, patterns.node_type FROM (',
    `SELECT pattern_id, ${lists} FROM ${relation} GROUP BY pattern_id`,
    ') AS found LEFT JOIN patterns ON patterns.id = found.pattern_id',
  ].join(' ');

/**
 * The statement for a planned question. It answers a row a pattern (one row where the pattern is no
 * key) with the pattern's name and types, and one text for the slice's index, each other key and
 * each measure: what was found, listed. Lists, because a database spends more on sending a row than
 * on making it; unmerged, because what several sources have of the same slice is little.
 */
export const usageQuerySql = <M extends MeasureName>(
  question: UsageQuestion<M>,
  plan: readonly SourcePlan[],
): SqlStatement => {
  const { keys = ['pattern'] } = question;
  const { values, parameter } = newParameters();
  const parts = partsSql(question, plan, parameter);
  const text = keys.includes('pattern')
    ? `${byPatternSql(parts)} ORDER BY found.pattern_id`
    : `SELECT ${parts.lists} FROM ${parts.relation}`;
  return { text, values };
};

/**
 * The statement for the most used patterns of a question, and for all patterns together. Whoever is
 * not among the first is added up where it lies: what a pattern beyond them did in each slice never
 * leaves the database. It answers the first as `usageQuerySql` does, in no order, and a last row
 * without a pattern for all of them; each row says how many patterns there are.
 * @param plans for all slices in one by pattern, for the slices by pattern, for the slices in total.
 */
export const mostUsedSql = <M extends MeasureName>(
  questions: MostUsedQuestions<M>,
  plans: Readonly<Record<keyof MostUsedQuestions<M>, readonly SourcePlan[]>>,
  first: number,
): SqlStatement => {
  const { values, parameter } = newParameters();
  const ranking = partsSql(questions.ranking, plans.ranking, parameter);
  // An array that is known before the parts are read, so that an index can look its patterns up.
  const shown = 'pattern_id = ANY (ARRAY(SELECT pattern_id FROM shown))';
  const patterns = partsSql(questions.patterns, plans.patterns, parameter, shown);
  const all = partsSql(questions.all, plans.all, parameter);
  const text = [
    'WITH ranked AS MATERIALIZED (',
    `SELECT pattern_id, sum(usages) AS usages FROM ${ranking.relation} GROUP BY pattern_id`,
    '), shown AS MATERIALIZED (',
    `SELECT pattern_id FROM ranked ORDER BY usages DESC, pattern_id LIMIT ${parameter(first, 'int')}`,
    ') SELECT (SELECT count(*)::int FROM ranked) AS patterns, each.* FROM (',
    `${byPatternSql(patterns)} UNION ALL`,
    `SELECT NULL, ${all.lists}, NULL, NULL, NULL FROM ${all.relation}`,
    ') AS each',
  ].join(' ');
  return { text, values };
};
