import { ARRAY_TYPES, PLAIN_NAMES } from '../usages/usage-columns.js';
import { invalidate, IS_KNOWN, IS_SUCCESS, noteCoUsage } from '../usages/usage-write.sql.js';

/** Parts of one place that are matched; what comes beyond is on its own, so that each request reads few. */
const MAX_GROUP = 1000;

/**
 * Held until the transaction ends: one pairs at a time. What a part is matched with may be under any id, and a lock for
 * each would be more than a server has.
 */
export const LOCK = `SELECT pg_advisory_xact_lock(hashtextextended('otlp_call_part', 0))`;

/** Adds parts by arrays of their columns; answers which are new. */
export const ADD_PARTS = `
  INSERT INTO otlp_call_part
    (id, group_id, call_id, is_placed, tells, sequence, nanos, rank, pattern_id, correlation_id, said)
  SELECT id, group_id, call_id, is_placed, tells, sequence, nanos, rank, pattern_id, correlation_id, said::jsonb
  FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::boolean[], $5::text[], $6::bigint[], $7::bigint[],
    $8::smallint[], $9::uuid[], $10::uuid[], $11::text[])
    AS sent (id, group_id, call_id, is_placed, tells, sequence, nanos, rank, pattern_id, correlation_id, said)
  ON CONFLICT DO NOTHING
  RETURNING id`;

/** Takes parts of these calls ($1) that do not say their place to that of one that does. */
export const PLACE_PARTS = `
  UPDATE otlp_call_part AS part SET group_id = placed.group_id, is_placed = true
  FROM (
    SELECT DISTINCT ON (call_id) call_id, group_id FROM otlp_call_part
    WHERE call_id = ANY($1::uuid[]) AND is_placed ORDER BY call_id, group_id
  ) AS placed
  WHERE part.call_id = placed.call_id AND NOT part.is_placed`;

/** Leaves new parts ($1) of places that have too many to themselves. */
export const LIMIT_GROUPS = `
  UPDATE otlp_call_part SET group_id = id
  WHERE id = ANY($1::uuid[]) AND group_id IN (
    SELECT group_id FROM otlp_call_part
    WHERE group_id IN (SELECT group_id FROM otlp_call_part WHERE id = ANY($1::uuid[]))
    GROUP BY group_id HAVING count(*) > ${MAX_GROUP})`;

/** All parts of the groups that these ($1) are in. */
export const READ_PARTS = `
  SELECT id, group_id, call_id, tells, sequence, nanos, rank, said, usage_id, usage_created_at
  FROM otlp_call_part
  WHERE group_id IN (SELECT group_id FROM otlp_call_part WHERE id = ANY($1::uuid[]))`;

/** What does not change of these usages ($1 are their times, $2 their ids). */
export const READ_USAGES = `
  SELECT usage.id, usage.pattern_id, usage.correlation_id
  FROM unnest($1::timestamptz[], $2::uuid[]) AS key (created_at, id)
  JOIN pattern_feedback AS usage ON usage.created_at = key.created_at AND usage.id = key.id`;

/** Says of parts ($1) which usage they are of ($2, $3). */
export const MOVE_PARTS = `
  UPDATE otlp_call_part AS part SET usage_id = moved.usage_id, usage_created_at = moved.usage_created_at
  FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) AS moved (id, usage_id, usage_created_at)
  WHERE part.id = moved.id`;

/** Forgets what came before $1. */
export const PRUNE_PARTS = 'DELETE FROM otlp_call_part WHERE arrived_at < $1';

/** What feedback has said stays, and what an evaluation has. */
const IS_JUDGED = "(usage.amendments IS NOT NULL AND usage.outcome <> 'unknown')";
const IS_EVALUATED = "coalesce(usage.feedback ? 'evaluations', false)";
const KEEPS_OUTCOME = `(${IS_JUDGED} OR sent.outcome = 'unknown' AND ${IS_EVALUATED})`;

const PLAIN = PLAIN_NAMES.join(', ');
/** What identifies a usage, and what it is found by: never amended. */
const FIXED: readonly string[] = ['id', 'pattern_id', 'created_at', 'correlation_id'];
/** Fields with a rule of their own; others are what the records say now, or what feedback filled in. */
const SETS: Readonly<Record<string, string>> = {
  outcome: `CASE WHEN ${KEEPS_OUTCOME} THEN usage.outcome ELSE sent.outcome END`,
  success: `CASE WHEN ${KEEPS_OUTCOME} THEN usage.success ELSE sent.success END`,
  quality_score: `CASE WHEN usage.amendments IS NOT NULL OR ${IS_EVALUATED}
        THEN coalesce(usage.quality_score, sent.quality_score) ELSE sent.quality_score END`,
  execution_time_ms: 'sent.execution_time_ms',
  context: 'sent.context',
  error_message: 'sent.error_message',
  error_fingerprint: 'sent.error_fingerprint',
};
const filledIn = (name: string): string =>
  `CASE WHEN usage.amendments IS NULL THEN sent.${name} ELSE coalesce(sent.${name}, usage.${name}) END`;
const AMENDED = [...PLAIN_NAMES.filter((name) => !FIXED.includes(name)), 'execution_id'];
const MINUTES_KEPT = PLAIN_NAMES.length + 2;

/**
 * Makes usages that are stored what the records of their calls say now. Its parameters are the columns of usages, their
 * execution ids, and how long minutes are kept. Its answer says how many differed and what it changed: fewer where
 * feedback changed one meanwhile, so that this is to be done once more.
 */
export const AMEND_CALLS = `
  WITH sent AS (
    SELECT * FROM unnest(${[...ARRAY_TYPES, 'text[]'].map((type, at) => `$${at + 1}::${type}`).join(', ')})
      AS sent (${PLAIN}, execution_id)
  ), wanted AS (
    SELECT usage.created_at, usage.id, usage.outcome AS was_outcome, usage.success AS was_success,
      usage.amendments AS was_amendments,
      ${AMENDED.map((name) => `${SETS[name] ?? filledIn(name)} AS ${name}`).join(', ')}
    FROM sent JOIN pattern_feedback AS usage ON usage.created_at = sent.created_at AND usage.id = sent.id
  ), different AS (
    SELECT wanted.* FROM wanted
    JOIN pattern_feedback AS usage ON usage.created_at = wanted.created_at AND usage.id = wanted.id
    WHERE (${AMENDED.map((name) => `usage.${name}`).join(', ')})
      IS DISTINCT FROM (${AMENDED.map((name) => `wanted.${name}`).join(', ')})
  ), amended AS (
    UPDATE pattern_feedback AS usage SET ${AMENDED.map((name) => `${name} = different.${name}`).join(', ')}
    FROM different
    WHERE usage.created_at = different.created_at AND usage.id = different.id
      AND usage.outcome = different.was_outcome
      AND usage.amendments IS NOT DISTINCT FROM different.was_amendments
    RETURNING usage.created_at, usage.correlation_id, usage.pattern_id, usage.success, usage.quality_score,
      (different.was_success IS NOT NULL)::int AS was_known, coalesce(different.was_success::int, 0) AS was_success
  ), ${invalidate('amended', `$${MINUTES_KEPT}`)}, ${noteCoUsage('amended', `${IS_KNOWN} - was_known`, `${IS_SUCCESS} - was_success`)}
  SELECT (SELECT count(*)::int FROM different) AS different,
    coalesce((SELECT json_agg(json_build_object(
      'patternId', pattern_id, 'createdAt', (extract(epoch FROM created_at) * 1000)::bigint,
      'known', ${IS_KNOWN} - was_known, 'successes', ${IS_SUCCESS} - was_success,
      'quality', CASE WHEN success IS NOT NULL THEN quality_score END)) FROM amended), '[]') AS changes`;
