/** Whether all but the version is left as it is: somebody described the pattern. */
const IS_KEPT = "known.described_by = 'person' AND NOT $2::boolean";

/** What is left out says nothing of a name or a type, which usages may have told; all else is the scan's. */
const NEXT: Readonly<Record<string, string>> = {
  name: 'coalesce(excluded.name, known.name)',
  named_at: 'coalesce(excluded.named_at, known.named_at)',
  type: 'coalesce(excluded.type, known.type)',
  node_type: 'coalesce(excluded.node_type, known.node_type)',
  description: 'excluded.description',
  tags: 'excluded.tags',
  described_by: 'excluded.described_by',
};

const COLUMNS = Object.keys(NEXT).join(', ');
const KNOWN = Object.keys(NEXT)
  .map((column) => `known.${column}`)
  .join(', ');
const CHANGED = Object.entries(NEXT)
  .map(([column, next]) => `CASE WHEN ${IS_KEPT} THEN known.${column} ELSE ${next} END`)
  .join(', ');

/**
 * Registers patterns. $1 is a JSON list of objects with the columns of patterns, each id once; $2 says
 * whether those that somebody described are described anew. A row each: what became of it, as it was
 * before the statement. Rows are locked by ascending id, as the usages' statement does.
 */
export const REGISTER = `
  WITH sent AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb)
      AS sent (id uuid, name text, type text, node_type text, description text, tags text[], version text)
  ), written AS (
    INSERT INTO patterns AS known (id, version, ${COLUMNS})
    SELECT id, version, name, CASE WHEN name IS NOT NULL THEN 'infinity'::timestamptz END, type, node_type,
      description, tags, 'scan'
    FROM sent ORDER BY id
    ON CONFLICT (id) DO UPDATE SET (version, ${COLUMNS}) = ROW(excluded.version, ${CHANGED})
    WHERE (known.version, ${KNOWN}) IS DISTINCT FROM (excluded.version, ${CHANGED})
    RETURNING known.id
  )
  SELECT sent.id, written.id IS NOT NULL AS "isWritten", pg_current_xact_id()::text AS transaction,
    CASE
      WHEN ${IS_KEPT} THEN 'kept'
      WHEN written.id IS NULL THEN 'unchanged'
      WHEN known.id IS NULL THEN 'created'
      ELSE 'updated'
    END AS status
  FROM sent LEFT JOIN written ON written.id = sent.id LEFT JOIN patterns AS known ON known.id = sent.id`;
