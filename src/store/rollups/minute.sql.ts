import { measureOf, type MeasureName } from './usage-measures.js';
import { type Rollup, rollupsOf, USAGES } from './catalogue.js';
import { INVALIDATION_IS_DUE } from './invalidation.sql.js';
import { columnsOf, computeRollup, mergedMeasure } from './rollup.sql.js';

const MINUTES = rollupsOf('minute');

/** A measure that is stored, with what is added to it. Either may be null where nothing was counted. */
const added = (table: string, name: MeasureName): string => {
  const [known, more] = [`${table}.${name}`, `excluded.${name}`];
  const { merge } = measureOf(name);
  if (merge === 'sum') return `coalesce(${known} + ${more}, ${known}, ${more})`;
  return `${merge === 'min' ? 'least' : 'greatest'}(${known}, ${more})`;
};

/** Adds what was counted to a table, row by row to the rows of the same keys. */
const add = (rollup: Rollup, counted: string): string => `
  INSERT INTO ${rollup.name} (${columnsOf(rollup).join(', ')}) ${counted}
  ON CONFLICT (${rollup.keys.join(', ')}) DO UPDATE SET
    ${rollup.measures.map((name) => `${name} = ${added(rollup.name, name)}`).join(', ')}`;

/**
 * Each span is looked up by itself (OFFSET keeps it so): a join compares every usage with every span. Which
 * chunks are opened is known when the statement is planned, by $3 and $4.
 */
const SPANS = `unnest($1::timestamptz[], $2::timestamptz[]) AS span (lower, upper)
  CROSS JOIN LATERAL (
    SELECT * FROM ${USAGES} WHERE created_at >= span.lower AND created_at < span.upper
      AND created_at >= $3::timestamptz AND created_at < $4::timestamptz
    OFFSET 0) AS part`;

const ofUsages = MINUTES.filter(({ from }) => from === USAGES);
const ofPatterns = MINUTES.filter(({ from }) => from !== USAGES);

/** Counts the usages of the spans $1 to $2, which are disjoint and from $3 to $4, and adds them to the minutes. */
export const FILL_MINUTES = `
  WITH ${[
    ...ofUsages.flatMap((rollup) => [
      `counted_${rollup.name} AS MATERIALIZED (${computeRollup(rollup, SPANS)})`,
      `filled_${rollup.name} AS (${add(rollup, `SELECT * FROM counted_${rollup.name}`)})`,
    ]),
    ...ofPatterns.map((rollup) => {
      const { keys, measures, from } = rollup;
      const columns = [...keys, ...measures.map((name) => mergedMeasure(name))].join(', ');
      const counted = `SELECT ${columns} FROM counted_${from} GROUP BY ${keys.join(', ')}`;
      return `filled_${rollup.name} AS (${add(rollup, counted)})`;
    }),
  ].join(',\n')}
  SELECT`;

/** Empties the minutes of the spans $1 to $2, which begin and end on minutes. */
export const CLEAR_MINUTES = `
  WITH ${MINUTES.map(
    ({ name }) => `cleared_${name} AS (
    DELETE FROM ${name} USING unnest($1::timestamptz[], $2::timestamptz[]) AS span (lower, upper)
    WHERE bucket >= span.lower AND bucket < span.upper)`,
  ).join(', ')}
  SELECT`;

/** Begins at $2, with nothing from $1 on before it, where there is no watermark of minutes yet; then it answers a row. */
export const BEGIN_MINUTES = `
  INSERT INTO rollup_watermark (level, complete_from, watermark)
  VALUES ('minute', $1::timestamptz, $2::timestamptz) ON CONFLICT (level) DO NOTHING RETURNING level`;

/** Takes the minutes' watermark for this transaction. */
export const LOCK_MINUTES = `
  SELECT complete_from AS "completeFrom", watermark FROM rollup_watermark WHERE level = 'minute' FOR UPDATE`;

/** Takes all invalidations of the first $2 minutes before $1 that have any and can be computed. */
export const TAKE_MINUTE_INVALIDATIONS = `
  WITH due AS (
    SELECT DISTINCT bucket FROM rollup_invalidation AS invalidation
    WHERE level = 'minute' AND bucket < $1::timestamptz AND ${INVALIDATION_IS_DUE} ORDER BY bucket LIMIT $2
  ), taken AS (
    DELETE FROM rollup_invalidation AS invalidation USING due
    WHERE invalidation.level = 'minute' AND invalidation.bucket = due.bucket RETURNING invalidation.bucket
  )
  SELECT bucket, count(*)::int AS invalidations FROM taken GROUP BY bucket ORDER BY bucket`;

/** Trusts the minutes from $1 to $2. */
export const TRUST_MINUTES = `
  UPDATE rollup_watermark SET complete_from = $1::timestamptz, watermark = $2::timestamptz WHERE level = 'minute'`;

/** Deletes the first $2 rows before $1 of each table of minutes; a statement a table. */
export const DROP_MINUTES = MINUTES.map(
  ({ name }) => `
  DELETE FROM ${name} WHERE ctid = ANY(ARRAY(
    SELECT ctid FROM ${name} WHERE bucket < $1::timestamptz ORDER BY bucket LIMIT $2))`,
);
