import type { TimeRange } from '../../common/time-range.js';
import { instant } from '../connection/instant.js';
import { filterConditions, newParameters } from '../usages/usage-filter.sql.js';
import type { UsageFilter } from '../usages/usage-question.js';
import { DESCRIBES, PATTERN_TYPES, registerPatterns } from '../usages/usage-write.sql.js';

const AMOUNTS = ['cost_usd', 'input_tokens', 'output_tokens'] as const;

const COLUMNS: Readonly<Record<string, string>> = {
  series_id: 'uuid',
  start: 'timestamptz',
  time: 'timestamptz',
  pattern_id: 'uuid',
  cost_usd: 'double precision',
  input_tokens: 'bigint',
  output_tokens: 'bigint',
  is_cumulative: 'boolean',
};
const NAMES = Object.keys(COLUMNS).join(', ');
const ARRAYS = Object.values(COLUMNS).map((type, at) => `$${PATTERN_TYPES.length + at + 1}::${type}[]`);

/**
 * Stores points that are not there, and registers their patterns. Its parameters are the columns of patterns and
 * those of points. Its answer says how many were stored, and whether a pattern is new or changed.
 */
export const RECORD_POINTS = `
  WITH ${registerPatterns(1)}, stored AS (
    INSERT INTO otlp_counter_point (${NAMES})
    SELECT ${NAMES} FROM unnest(${ARRAYS.join(', ')}) AS sent (${NAMES})
    ORDER BY series_id, start, time
    ON CONFLICT DO NOTHING
    RETURNING series_id
  )
  SELECT (SELECT count(*) FROM stored)::int AS stored, ${DESCRIBES} AS "isDescribed"`;

export const HAS_POINTS = `
  SELECT EXISTS (SELECT FROM otlp_counter_point WHERE time >= $1 AND time < $2) AS "hasAny"`;

/** By how much a series grew; one that fell began anew. */
const growthOf = (amount: string): string =>
  `sum(CASE WHEN point.${amount} >= before.${amount} THEN point.${amount} - before.${amount} ELSE point.${amount} END)::float8 AS ${amount}`;

/**
 * What points told by slice, pattern and day. A cumulative point counts from the one before it of its series and
 * start, wherever that is, else from the start.
 */
export const daysSql = (
  slices: readonly TimeRange[],
  filter: UsageFilter,
): { readonly text: string; readonly values: readonly unknown[] } => {
  const { values, parameter } = newParameters();
  const from = parameter(
    slices.map((slice) => instant(slice.from)),
    'timestamptz[]',
  );
  const to = parameter(
    slices.map((slice) => instant(slice.to)),
    'timestamptz[]',
  );
  const conditions = filterConditions(filter, parameter).map((condition) => ` AND ${condition}`);
  const text = `
  WITH point AS (
    SELECT slice.place - 1 AS slice, told.*
    FROM unnest(${from}, ${to}) WITH ORDINALITY AS slice (since, until, place)
    JOIN otlp_counter_point AS told ON told.time >= slice.since AND told.time < slice.until AND NOT told.is_base${conditions.join('')}
  )
  SELECT point.slice::int AS slice, point.pattern_id,
    (extract(epoch FROM time_bucket(INTERVAL '1 day', point.time)) * 1000)::float8 AS day,
    ${AMOUNTS.map(growthOf).join(',\n    ')}
  FROM point LEFT JOIN LATERAL (
    SELECT ${AMOUNTS.join(', ')} FROM otlp_counter_point AS earlier
    WHERE point.is_cumulative AND earlier.is_cumulative AND earlier.series_id = point.series_id
      AND earlier.start = point.start AND earlier.time < point.time
    ORDER BY earlier.time DESC LIMIT 1
  ) AS before ON true
  GROUP BY 1, 2, 3`;
  return { text, values };
};

/** Forgets points of before $1. The last of a series that goes on stays, and counts nothing but for the next one. */
export const PRUNE_POINTS = `
  WITH old AS (
    SELECT series_id, start, time, is_cumulative
      AND time = max(time) OVER (PARTITION BY series_id, start)
      AND EXISTS (
        SELECT FROM otlp_counter_point AS later
        WHERE later.series_id = old.series_id AND later.start = old.start AND later.time >= $1
      ) AS is_needed
    FROM otlp_counter_point AS old WHERE time < $1
  ), kept AS (
    UPDATE otlp_counter_point AS point SET is_base = true FROM old
    WHERE point.series_id = old.series_id AND point.start = old.start AND point.time = old.time
      AND old.is_needed AND NOT point.is_base
  )
  DELETE FROM otlp_counter_point AS point USING old
  WHERE point.series_id = old.series_id AND point.start = old.start AND point.time = old.time
    AND NOT old.is_needed`;
