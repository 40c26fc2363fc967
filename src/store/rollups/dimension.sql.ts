import { type Rollup, USAGES } from './catalogue.js';
import { MAX_VALUES } from './dimension.js';
import { columnsOf, computeRollup, mergedMeasure } from './rollup.sql.js';

/** Makes $1 the dimensions that are kept, of the context's keys $2; minutes that are filled from $3 on hold them. */
export const KEEP_DIMENSIONS = `
  WITH gone AS (
    UPDATE rollup_dimension SET is_kept = false, is_built = false, complete_from = 'infinity'
    WHERE name <> ALL($1::text[]) AND is_kept
  )
  INSERT INTO rollup_dimension AS known (name, context_key, complete_from, minutes_from, is_built)
  SELECT name, key, CASE WHEN is_new THEN '-infinity' ELSE 'infinity' END::timestamptz, $3::timestamptz, is_new
  FROM (SELECT NOT EXISTS (SELECT FROM pattern_feedback) AND NOT EXISTS (SELECT FROM usage_week)) AS store (is_new),
    unnest($1::text[], $2::text[]) AS kept (name, key)
  ON CONFLICT (name) DO UPDATE SET is_kept = true,
    minutes_from = CASE WHEN known.is_kept THEN known.minutes_from ELSE excluded.minutes_from END`;

/** Of a dimension ($3) what lies in a range ($1, $2), which begins and ends on buckets. */
const WITHIN = 'dimension = $3 AND bucket >= $1::timestamptz AND bucket < $2::timestamptz';

/** What a rollup by dimension is computed of in that range. */
const sourceWithin = ({ from }: Rollup): string => {
  const time = from === USAGES ? 'created_at' : 'bucket';
  return `(SELECT * FROM ${from} WHERE ${time} >= $1::timestamptz AND ${time} < $2::timestamptz) AS source`;
};

export const clearDimension = ({ name }: Rollup): string => `DELETE FROM ${name} WHERE ${WITHIN}`;

/** Answers how many rows there are. */
export const fillDimension = (rollup: Rollup): string => `
  WITH filled AS (
    INSERT INTO ${rollup.name} (${columnsOf(rollup).join(', ')})
    SELECT ${columnsOf(rollup).join(', ')} FROM (${computeRollup(rollup, sourceWithin(rollup))}) AS computed
    WHERE dimension = $3
    RETURNING 1
  ) SELECT count(*)::int AS rows FROM filled`;

/** What has just been filled has no statistics, and by the nested loops that are chosen then a cut took two minutes. */
export const WITHOUT_NESTED_LOOPS = 'SET LOCAL enable_nestloop = off';

/** Puts the values of each bucket together that are beyond the most used ones. */
export const cutDimension = (rollup: Rollup): string => {
  const { name, keys, measures } = rollup;
  const others = keys.filter((key) => key !== 'value' && key !== 'is_other');
  return `
  WITH ranked AS MATERIALIZED (
    SELECT bucket, value, row_number() OVER (PARTITION BY bucket ORDER BY sum(usages) DESC, value) AS place
    FROM ${name} WHERE ${WITHIN} AND value IS NOT NULL GROUP BY bucket, value
  ), gone AS (
    DELETE FROM ${name} WHERE ${WITHIN} AND (bucket, value) IN (
      SELECT bucket, value FROM ranked WHERE place > ${MAX_VALUES})
    RETURNING *
  )
  INSERT INTO ${name} (${others.join(', ')}, value, is_other, ${measures.join(', ')})
  SELECT ${others.join(', ')}, NULL, true, ${measures.map((measure) => mergedMeasure(measure)).join(', ')}
  FROM gone GROUP BY ${others.join(', ')}`;
};

/** The first bucket that has rows of a dimension ($1). */
export const firstBucket = ({ name }: Rollup): string =>
  `SELECT min(bucket) AS first FROM ${name} WHERE dimension = $1`;

/**
 * The hours of which the rollups of a dimension ($1) have some values together, in milliseconds: a question about one
 * value cannot be answered from them.
 */
export const CUT_HOURS = `
  SELECT DISTINCT (extract(epoch FROM hour) * 1000)::double precision AS hour FROM (
    SELECT bucket AS hour FROM dimension_total_hour WHERE dimension = $1 AND is_other
    UNION ALL
    SELECT generate_series(bucket, bucket + INTERVAL '23 hours', INTERVAL '1 hour')
    FROM dimension_total_day WHERE dimension = $1 AND is_other
  ) AS cut ORDER BY hour`;
