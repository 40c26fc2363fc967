import type { PreparedStatement } from '../connection/prepared-query.js';
import { ARRAY_TYPES, DETAIL_COLUMNS, detailValues, PLAIN_NAMES } from './usage-columns.js';

/**
 * Usages that are younger than this when they are written invalidate nothing. A watermark stays
 * behind what is that young, and passes only what no write that is under way can still add to.
 */
export const WATERMARK_LAG_MS = 10_000;

/** Usages of a pattern under the name it has are noted in its record this often, not each time. */
const SAME_NAME = '1 minute';

/**
 * Invalidates the buckets that a change makes stale. The clock is read while the statement holds its
 * lock on the usages, by which whoever moves a watermark knows of it.
 * @param changed a CTE with the created_at of every usage that was added or amended.
 * @param minutesKept the parameter that says how long minutes are kept.
 */
export const invalidate = (changed: string, minutesKept: string): string => `
  materialised AS (
    SELECT
      greatest(clock_timestamp() - INTERVAL '${WATERMARK_LAG_MS} milliseconds',
        (SELECT watermark FROM rollup_watermark WHERE level = 'minute')) AS minutes,
      greatest(clock_timestamp() - INTERVAL '${WATERMARK_LAG_MS} milliseconds' - INTERVAL '1 hour',
        (SELECT watermark - INTERVAL '1 hour' FROM rollup_watermark WHERE level = 'hour')) AS hours
  ), invalidated AS (
    INSERT INTO rollup_invalidation (level, bucket)
    SELECT DISTINCT 'minute', time_bucket(INTERVAL '1 minute', ${changed}.created_at)
    FROM ${changed}, materialised
    WHERE ${changed}.created_at < materialised.minutes
      AND ${changed}.created_at >= now() - ${minutesKept}::interval
    UNION ALL
    SELECT DISTINCT 'hour', time_bucket(INTERVAL '1 hour', ${changed}.created_at)
    FROM ${changed}, materialised
    WHERE time_bucket(INTERVAL '1 hour', ${changed}.created_at) <= materialised.hours
  )`;

/** What a usage counts in its correlation: one whose outcome is unknown does not (yet). */
export const IS_KNOWN = '(success IS NOT NULL)::int';
export const IS_SUCCESS = 'coalesce(success::int, 0)';

/**
 * Notes what a change does to correlations, for the count of patterns used together: one row a
 * statement, so that it costs the write path little.
 * @param changed a CTE with correlation_id and pattern_id of every usage that was added, amended or deleted.
 * @param usages by how many usages each of its rows changes them, in SQL: 1, 0 or -1.
 * @param successes the same of successes.
 */
export const noteCoUsage = (changed: string, usages: string, successes: string): string => `
  noted_co_usage AS (
    INSERT INTO co_usage_note (size, correlation_ids, pattern_ids, usages, successes)
    SELECT count(*), array_agg(correlation_id), array_agg(pattern_id), array_agg((${usages})::smallint),
      array_agg((${successes})::smallint)
    FROM ${changed} WHERE correlation_id IS NOT NULL AND (${usages}, ${successes}) <> (0, 0)
    HAVING count(*) > 0
  )`;

/** The columns of patterns that those who tell of them know, in the order of their parameters. */
export const PATTERN_TYPES = ['uuid', 'text', 'timestamptz', 'text', 'text', 'timestamptz'];

/**
 * Registers patterns, completes or renames them.
 * @param first the first of six parameters, the columns of patterns; a first use that is not known is null.
 */
export const registerPatterns = (first: number): string => `
  seen AS (
    SELECT seen.*
    FROM unnest(${PATTERN_TYPES.map((type, at) => `$${first + at}::${type}[]`).join(', ')})
      AS seen (id, name, named_at, type, node_type, first_seen)
    LEFT JOIN patterns AS known ON known.id = seen.id
    WHERE known.id IS NULL
      OR seen.first_seen < coalesce(known.first_seen, 'infinity')
      OR known.type IS NULL AND seen.type IS NOT NULL
      OR known.node_type IS NULL AND seen.node_type IS NOT NULL
      OR seen.name IS NOT NULL AND (known.named_at IS NULL OR seen.named_at > known.named_at
        AND (seen.name <> known.name OR seen.named_at > known.named_at + INTERVAL '${SAME_NAME}'))
  ), registered AS (
    INSERT INTO patterns AS known (id, name, named_at, type, node_type, first_seen)
    SELECT * FROM seen ORDER BY seen.id
    ON CONFLICT (id) DO UPDATE SET
      name = CASE WHEN excluded.named_at > coalesce(known.named_at, '-infinity')
        THEN excluded.name ELSE known.name END,
      named_at = greatest(known.named_at, excluded.named_at),
      type = coalesce(known.type, excluded.type),
      node_type = coalesce(known.node_type, excluded.node_type),
      first_seen = least(known.first_seen, excluded.first_seen)
  )`;

/** Whether a pattern is new or a known one changed: answers name patterns that their range has no usage of, too. */
export const DESCRIBES = `EXISTS (
      SELECT FROM seen LEFT JOIN patterns AS known ON known.id = seen.id
      WHERE known.id IS NULL OR seen.first_seen < known.first_seen
        OR known.type IS NULL AND seen.type IS NOT NULL
        OR known.node_type IS NULL AND seen.node_type IS NOT NULL
        OR seen.name IS NOT NULL AND seen.name IS DISTINCT FROM known.name
          AND (known.named_at IS NULL OR seen.named_at > known.named_at)
    )`;

const FIRST_PATTERN = PLAIN_NAMES.length + 1;
const MINUTES_KEPT = FIRST_PATTERN + PATTERN_TYPES.length;
const PLAIN = PLAIN_NAMES.join(', ');

/**
 * One statement, so that the usages, their patterns and the invalidations of what they make stale are
 * committed together or not at all. Its parameters are the columns of usages, those of patterns,
 * how long minutes are kept and, where any has some, their details. Its answer names
 * the transaction, lists what was stored only where that is not all, and tells whether a
 * pattern is new or changed.
 */
export const recordStatement = (name: string, hasDetails: boolean): PreparedStatement => ({
  name,
  text: `
  WITH ${registerPatterns(FIRST_PATTERN)}, stored AS (
    INSERT INTO pattern_feedback (${PLAIN}${hasDetails ? `, ${DETAIL_COLUMNS}` : ''})
    SELECT ${PLAIN}${hasDetails ? `, ${detailValues('details')}` : ''}
    FROM unnest(${ARRAY_TYPES.map((type, at) => `$${at + 1}::${type}`).join(', ')}
      ${hasDetails ? `, $${MINUTES_KEPT + 1}::jsonb[]` : ''})
      AS sent (${PLAIN}${hasDetails ? ', details' : ''})
    ORDER BY pattern_id, created_at, id
    ON CONFLICT DO NOTHING
    RETURNING id, created_at, pattern_id, correlation_id, success
  ), ${invalidate('stored', `$${MINUTES_KEPT}`)}, ${noteCoUsage('stored', IS_KNOWN, IS_SUCCESS)}, counted AS (
    SELECT count(*) AS stored FROM stored
  )
  SELECT pg_current_xact_id()::text AS transaction, counted.stored = cardinality($1::uuid[]) AS "isAll",
    CASE WHEN counted.stored < cardinality($1::uuid[])
      THEN (SELECT json_agg(json_build_array(id, (extract(epoch FROM created_at) * 1000)::bigint)) FROM stored)
    END AS keys,
    ${DESCRIBES} AS "isDescribed"
  FROM counted`,
});

/**
 * What belongs to usages that were copied in, in the same transaction: $1 to $6 are columns of
 * patterns, $7 to $10 of the usages, $11 is how long minutes are kept. Its answer names the
 * transaction and tells whether a pattern is new or changed.
 */
export const COMPLETE_COPY: PreparedStatement = {
  name: 'complete_copy',
  text: `
  WITH ${registerPatterns(1)}, copied AS (
    SELECT * FROM unnest($7::timestamptz[], $8::uuid[], $9::uuid[], $10::boolean[])
      AS copied (created_at, pattern_id, correlation_id, success)
  ), ${invalidate('copied', '$11')}, ${noteCoUsage('copied', IS_KNOWN, IS_SUCCESS)}
  SELECT pg_current_xact_id()::text AS transaction, ${DESCRIBES} AS "isDescribed"`,
};
