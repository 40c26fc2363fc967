import { measureOf, type MeasureName } from './usage-measures.js';
import { familyOf, type Rollup, USAGES } from './catalogue.js';

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

/** Makes a hypertable of a rollup by dimension, empty: a continuous aggregate can neither join nor be cut. */
const createByDimension = (rollup: Rollup): string[] => [
  `CREATE TABLE ${rollup.name} AS ${computeRollup(rollup)} WITH NO DATA`,
  `SELECT create_hypertable('${rollup.name}', by_range('bucket', INTERVAL '70 days'), create_default_indexes => false)`,
  ...(rollup.isTotal
    ? [`CREATE INDEX ON ${rollup.name} (dimension, bucket)`]
    : [
        `CREATE INDEX ON ${rollup.name} (pattern_id, bucket)`,
        `CREATE INDEX ON ${rollup.name} (dimension, value, bucket)`,
        `ALTER TABLE ${rollup.name} SET (
          timescaledb.compress = true,
          timescaledb.compress_segmentby = 'dimension',
          timescaledb.compress_orderby = 'value, pattern_id, bucket')`,
      ]),
  `CREATE INDEX ON ${rollup.name} (dimension, bucket) WHERE is_other`,
];

/** The statements that make a rollup, after those that it is made of. */
export const createRollup = (rollup: Rollup): string[] => {
  if (rollup.family === 'dimension') return createByDimension(rollup);
  return rollup.level === 'minute' ? createTable(rollup) : createAggregate(rollup);
};

/** The statement that takes it away again. */
export const dropRollup = ({ name, level, family }: Rollup): string =>
  `DROP ${level === 'minute' || family === 'dimension' ? 'TABLE' : 'MATERIALIZED VIEW'} ${name}`;
