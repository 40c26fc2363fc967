import { invalidate, IS_KNOWN, IS_SUCCESS, noteCoUsage } from '../usages/usage-write.sql.js';

/** Evaluations of one usage that are kept, by their names. */
const MAX_NAMES = 100;

/** The usage that one of these ids ($1 as UUIDs, $2 as text) is of: of a call that was told of, or of an execution. */
export const FIND_EVALUATED = `
  SELECT id, created_at FROM (
    (SELECT 0 AS rank, usage_id AS id, usage_created_at AS created_at FROM otlp_call_part
     WHERE usage_id IS NOT NULL AND (id = ANY($1::uuid[]) OR call_id = ANY($1::uuid[]))
     ORDER BY usage_created_at DESC LIMIT 1)
    UNION ALL
    (SELECT 1, id, created_at FROM pattern_feedback
     WHERE execution_id = ANY($2::text[]) ORDER BY created_at DESC LIMIT 1)
  ) AS found
  ORDER BY rank LIMIT 1`;

const BEFORE = "coalesce(usage.feedback -> 'evaluations', '{}')";
const AFTER = `(${BEFORE} || jsonb_build_object($3::text, $4::jsonb))`;
/** By the latest evaluation that has a quality. */
const QUALITY = `(
        SELECT (one.value ->> 'quality')::double precision FROM jsonb_each(${AFTER}) AS one
        WHERE one.value ->> 'quality' IS NOT NULL ORDER BY one.value ->> 'at' DESC, one.key LIMIT 1)`;

/**
 * Keeps an evaluation ($3 its name, $4 what it says, $5 an outcome or null) in a usage ($1, $2), unless a later one of the
 * name is there. What feedback said of the quality stays. $6 is how long minutes are kept. Its answer is
 * empty where nothing changed, and has what was changed.
 */
export const EVALUATE = `
  WITH before AS (
    SELECT created_at, id, outcome, success FROM pattern_feedback WHERE created_at = $1 AND id = $2
  ), amended AS (
    UPDATE pattern_feedback AS usage SET
      feedback = coalesce(usage.feedback, '{}') || jsonb_build_object('evaluations', ${AFTER}),
      quality_score = CASE WHEN usage.amendments IS NOT NULL THEN coalesce(usage.quality_score, ${QUALITY})
        ELSE coalesce(${QUALITY}, usage.quality_score) END,
      outcome = CASE WHEN usage.outcome = 'unknown' THEN coalesce($5::text, 'unknown') ELSE usage.outcome END,
      success = CASE WHEN usage.outcome = 'unknown'
        THEN $5::text IN ('success', 'partial_success') ELSE usage.success END
    FROM before
    WHERE usage.created_at = $1 AND usage.id = $2 AND usage.outcome = before.outcome
      AND (coalesce(${BEFORE} -> $3::text ->> 'at', ''), coalesce((${BEFORE} -> $3::text)::text, ''))
        < ($4::jsonb ->> 'at', ($4::jsonb)::text)
      AND (${BEFORE} ? $3::text OR (SELECT count(*) FROM jsonb_object_keys(${BEFORE})) < ${MAX_NAMES})
    RETURNING usage.created_at, usage.correlation_id, usage.pattern_id, usage.success, usage.quality_score,
      (before.success IS NOT NULL)::int AS was_known, coalesce(before.success::int, 0) AS was_success
  ), ${invalidate('amended', '$6')}, ${noteCoUsage('amended', `${IS_KNOWN} - was_known`, `${IS_SUCCESS} - was_success`)}
  SELECT pattern_id AS "patternId", (extract(epoch FROM created_at) * 1000)::double precision AS "createdAt",
    ${IS_KNOWN} - was_known AS known, ${IS_SUCCESS} - was_success AS successes,
    CASE WHEN success IS NOT NULL THEN quality_score END AS quality
  FROM amended`;

export const WAIT = `
  INSERT INTO otlp_evaluation (id, keys, said) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`;

/** Those that wait for one of these ids ($1). */
export const WAITING_FOR = 'SELECT id, said FROM otlp_evaluation WHERE keys && $1::text[] LIMIT 1000';

/** Those that came after $1, whose usage may have come at the same time. */
export const WAITING_SINCE = 'SELECT id, said FROM otlp_evaluation WHERE arrived_at >= $1 LIMIT 1000';

export const IS_ANY_WAITING = 'SELECT EXISTS (SELECT FROM otlp_evaluation) AS "isAny"';

export const WAIT_NO_MORE = 'DELETE FROM otlp_evaluation WHERE id = ANY($1::uuid[])';

export const PRUNE_EVALUATIONS = 'DELETE FROM otlp_evaluation WHERE arrived_at < $1';
