import { measureOf, type MeasureName } from './usage-measures.js';
import { familyOf, isHypertable, type Rollup, USAGES } from './catalogue.js';

/** A measure merged from the rows of a finer rollup, or of several patterns. */
export const mergedMeasure = (name: MeasureName, row = ''): string => {
  const { merge, isWhole } = measureOf(name);
  return `${merge}(${row}${name})${isWhole ? '::bigint' : ''}`;
};

export const columnsOf = ({ keys, measures }: Rollup): readonly string[] => [...keys, ...measures];

/**
 * What a rollup holds, computed of what it is made of.
 * @param from what is put in the place of its source, as a part of it.
 */
export const computeRollup = (rollup: Rollup, from = rollup.from): string => {
  const { family, level, isTotal, keys, measures } = rollup;
  const isOfUsages = rollup.from === USAGES;
  const { keys: ofUsage, where, join = '' } = familyOf(family);
  const columns = [
    `time_bucket(INTERVAL '1 ${level}', ${isOfUsages ? 'created_at' : 'bucket'}) AS bucket`,
    ...(isTotal ? [] : ['pattern_id']),
    ...Object.entries(ofUsage).map(([name, value]) => (isOfUsages ? `${value} AS ${name}` : name)),
    ...measures.map((name) => `${isOfUsages ? measureOf(name).fromUsages : mergedMeasure(name)} AS ${name}`),
  ];
  const condition = isOfUsages ? ` ${join} WHERE ${where}` : '';
  return `SELECT ${columns.join(', ')} FROM ${from}${condition} GROUP BY ${keys.map((_, at) => at + 1).join(', ')}`;
};

/** Makes a table of a level that a job fills, empty. */
const createTable = (rollup: Rollup): string[] => [
  `CREATE TABLE ${rollup.name} AS ${computeRollup(rollup)} WITH NO DATA`,
  // A quality may be missing, and is a key then too.
  `CREATE UNIQUE INDEX ON ${rollup.name} (${rollup.keys.join(', ')}) NULLS NOT DISTINCT`,
  ...(rollup.isTotal ? [] : [`CREATE INDEX ON ${rollup.name} (pattern_id, bucket)`]),
  // The newest rows are written again and again: what counts is how many are dead, not which share.
  `ALTER TABLE ${rollup.name} SET (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0)`,
];

/**
 * Makes a continuous aggregate, empty. Indexes on each key, which TimescaleDB would make by itself, cost
 * two thirds of a refresh and serve no question.
 */
const createAggregate = (rollup: Rollup): string[] => [
  `CREATE MATERIALIZED VIEW ${rollup.name} WITH (
    timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false
  ) AS ${computeRollup(rollup)} WITH NO DATA`,
  ...(rollup.isTotal
    ? []
    : [
        `CREATE INDEX ON ${rollup.name} (pattern_id, bucket)`,
        `ALTER MATERIALIZED VIEW ${rollup.name} SET (
          timescaledb.compress = true,
          timescaledb.compress_segmentby = 'pattern_id',
          timescaledb.compress_orderby = 'bucket')`,
      ]),
];

/** What a hypertable is found by and ordered by in the columnstore, by its family. */
const LAYOUTS: Readonly<Record<string, { indexes: string[]; segmentBy: string; orderBy: string }>> = {
  dimension: {
    indexes: ['(pattern_id, bucket)', '(dimension, value, bucket)'],
    segmentBy: 'dimension',
    orderBy: 'value, pattern_id, bucket',
  },
  actor: { indexes: ['(pattern_id, bucket)', '(bucket)'], segmentBy: 'pattern_id', orderBy: 'bucket, actor' },
};

/** Makes a hypertable, empty: a continuous aggregate can neither join the dimensions nor be cut, and is refreshed slower. */
const createHypertable = (rollup: Rollup): string[] => [
  `CREATE TABLE ${rollup.name} AS ${computeRollup(rollup)} WITH NO DATA`,
  `SELECT create_hypertable('${rollup.name}', by_range('bucket', INTERVAL '70 days'), create_default_indexes => false)`,
  ...(rollup.isTotal
    ? [`CREATE INDEX ON ${rollup.name} (${rollup.keys.includes('dimension') ? 'dimension, ' : ''}bucket)`]
    : [
        ...LAYOUTS[rollup.family]!.indexes.map((columns) => `CREATE INDEX ON ${rollup.name} ${columns}`),
        `ALTER TABLE ${rollup.name} SET (
          timescaledb.compress = true,
          timescaledb.compress_segmentby = '${LAYOUTS[rollup.family]!.segmentBy}',
          timescaledb.compress_orderby = '${LAYOUTS[rollup.family]!.orderBy}')`,
      ]),
  ...(rollup.keys.includes('is_other')
    ? [`CREATE INDEX ON ${rollup.name} (dimension, bucket) WHERE is_other`]
    : []),
];

/** The statements that make a rollup, after those that it is made of. */
export const createRollup = (rollup: Rollup): string[] => {
  if (isHypertable(rollup)) return createHypertable(rollup);
  return rollup.level === 'minute' ? createTable(rollup) : createAggregate(rollup);
};

/** The statement that takes it away again. */
export const dropRollup = (rollup: Rollup): string =>
  `DROP ${rollup.level === 'minute' || isHypertable(rollup) ? 'TABLE' : 'MATERIALIZED VIEW'} ${rollup.name}`;
