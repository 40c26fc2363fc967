import { AGGREGATED_LEVELS } from '../rollups/catalogue.js';
import { IS_KNOWN, IS_SUCCESS, noteCoUsage } from './usage-write.sql.js';

/**
 * Invalidates every bucket that erased usages were in. Other than a usage that is added, one that goes
 * may be in a rollup however young it is, as an erasure is not one short statement.
 * @param cutoff the parameter before which no hour is refreshed any more, so that none may be invalidated.
 * @param minutesKept the parameter that says how long minutes are kept.
 */
const invalidateErased = (cutoff: string, minutesKept: string): string => `
  refreshable AS (
    SELECT created_at FROM erased WHERE created_at >= ${cutoff}::timestamptz
  ), invalidated AS (
    INSERT INTO rollup_invalidation (level, bucket)
    SELECT DISTINCT 'minute', time_bucket(INTERVAL '1 minute', created_at) FROM erased
    WHERE created_at >= now() - ${minutesKept}::interval
    UNION ALL
    SELECT DISTINCT 'hour', time_bucket(INTERVAL '1 hour', created_at) FROM refreshable
  )`;

/** Everything that counts usages takes note of the erased ones, in the same statement. */
const noteAll = (cutoff: string, minutesKept: string): string =>
  `${invalidateErased(cutoff, minutesKept)}, ${noteCoUsage('erased', `-${IS_KNOWN}`, `-${IS_SUCCESS}`)}`;

/** What the correlations count of a pattern or, by the other key, of one correlation. */
const counted = (key: 'pattern_id' | 'correlation_id'): string => `
      SELECT correlation_id, pattern_id, usages, successes FROM co_usage_member WHERE ${key} = $1
      UNION ALL
      SELECT noted.correlation_id, noted.pattern_id, noted.usages, noted.successes
      FROM co_usage_note AS note, unnest(note.correlation_ids, note.pattern_ids, note.usages, note.successes)
        AS noted (correlation_id, pattern_id, usages, successes)
      WHERE noted.${key} = $1`;

/**
 * Takes out of the correlations what they still count of usages that retention dropped: the difference
 * between what is counted or noted and what is there.
 */
const eraseCoUsage = (key: 'pattern_id' | 'correlation_id'): string => `
  INSERT INTO co_usage_note (size, correlation_ids, pattern_ids, usages, successes)
  SELECT count(*), array_agg(correlation_id), array_agg(pattern_id), array_agg(usages), array_agg(successes)
  FROM (
    SELECT counted.correlation_id, counted.pattern_id,
      greatest(-32768, -sum(counted.usages))::smallint AS usages,
      greatest(-32768, -sum(counted.successes))::smallint AS successes,
      (row_number() OVER () - 1) / 5000 AS part
    FROM (${counted(key)}
      UNION ALL
      SELECT correlation_id, pattern_id, -${IS_KNOWN}, -${IS_SUCCESS} FROM pattern_feedback
      WHERE ${key} = $1 AND correlation_id IS NOT NULL
    ) AS counted
    GROUP BY counted.correlation_id, counted.pattern_id
    HAVING sum(counted.usages) > 0
  ) AS left_over
  GROUP BY part`;

export const ERASE_CO_USAGE_OF_PATTERN = eraseCoUsage('pattern_id');
export const ERASE_CO_USAGE_OF_CORRELATION = eraseCoUsage('correlation_id');

/** Which patterns a correlation still counts. */
export const CORRELATION_LEFT = `
  SELECT pattern_id FROM (${counted('correlation_id')}
  ) AS counted
  GROUP BY pattern_id HAVING sum(usages) > 0`;

/** The first time from $2 on at which the usages or a rollup know of a pattern. */
export const PATTERN_NEXT = `
  SELECT min(next.time) AS next FROM (
    ${AGGREGATED_LEVELS.flatMap((level) => [`usage_${level}`, `unknown_${level}`])
      .map(
        (rollup) =>
          `(SELECT bucket AS time FROM ${rollup} WHERE pattern_id = $1 AND bucket >= $2 ORDER BY bucket LIMIT 1) UNION ALL`,
      )
      .join('\n    ')}
    (SELECT created_at FROM pattern_feedback WHERE pattern_id = $1 AND created_at >= $2
     ORDER BY created_at LIMIT 1)
  ) AS next`;

/** The first usage of a correlation from $2 on. */
export const CORRELATION_NEXT = `
  SELECT created_at AS next FROM pattern_feedback
  WHERE correlation_id = $1 AND created_at >= $2 ORDER BY created_at LIMIT 1`;

/** The time of the last of the first $4 usages of a pattern in a range, and their number. */
export const PATTERN_BATCH = `
  SELECT max(created_at) AS last, count(*)::int AS usages FROM (
    SELECT created_at FROM pattern_feedback
    WHERE pattern_id = $1 AND created_at >= $2 AND created_at < $3
    ORDER BY created_at LIMIT $4
  ) AS batch`;

/** Erases a pattern's usages from $2 to $3, both included. */
export const ERASE_OF_PATTERN = `
  WITH erased AS (
    DELETE FROM pattern_feedback WHERE pattern_id = $1 AND created_at >= $2 AND created_at <= $3
    RETURNING created_at, pattern_id, correlation_id, success
  ), ${noteAll('$4', '$5')}
  SELECT count(*)::int AS deleted FROM erased`;

/** The first $4 usages of a correlation in a range. */
export const CORRELATION_BATCH = `
  SELECT id, pattern_id, created_at FROM pattern_feedback
  WHERE correlation_id = $1 AND created_at >= $2 AND created_at < $3
  ORDER BY created_at, id LIMIT $4`;

/**
 * Erases usages by their keys ($1, $2). Their patterns ($3) and the span they lie in ($4, $5) are said
 * beside, so that of the columnstore no more is decompressed than has to be.
 */
export const ERASE_BY_KEY = `
  WITH erased AS (
    DELETE FROM pattern_feedback AS usage USING unnest($1::timestamptz[], $2::uuid[]) AS key (created_at, id)
    WHERE usage.created_at = key.created_at AND usage.id = key.id AND usage.pattern_id = ANY($3::uuid[])
      AND usage.created_at >= $4 AND usage.created_at <= $5
    RETURNING usage.created_at, usage.pattern_id, usage.correlation_id, usage.success
  ), ${noteAll('$6', '$7')}
  SELECT count(*)::int AS deleted FROM erased`;

/** What was computed of how well these patterns work. */
export const ERASE_ASSESSMENT = 'DELETE FROM pattern_assessment WHERE pattern_id = ANY($1::uuid[])';

/** What records of calls of a pattern or, by the other key, of a correlation said. */
const eraseCalls = (key: 'pattern_id' | 'correlation_id'): string => `
  DELETE FROM otlp_call_part
  WHERE group_id IN (SELECT group_id FROM otlp_call_part WHERE ${key} = $1)`;

export const ERASE_CALLS_OF_PATTERN = eraseCalls('pattern_id');
/** What counters told of a pattern. */
export const ERASE_COUNTERS_OF_PATTERN = 'DELETE FROM otlp_counter_point WHERE pattern_id = $1';

export const ERASE_CALLS_OF_CORRELATION = eraseCalls('correlation_id');
