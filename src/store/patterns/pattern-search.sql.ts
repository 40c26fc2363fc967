/** Words or parts of words that are at least so similar to the query are found; 0..1. */
export const MIN_SIMILARITY = 0.4;

const WORDS = `websearch_to_tsquery('english'::regconfig, $1)`;
const TEXT = 'pattern_search_text(pattern.name, pattern.tags, pattern.description)';

/**
 * Patterns that hold the words of $1 in any form, or $1 as it is ($2 is the pattern of LIKE for that),
 * or, with trigrams, something similar to it; of type $3 and node type $4 where these are given. $5 of
 * them from $6 on, the most relevant first, and how many there are.
 */
export const searchSql = (hasTrigrams: boolean): string => `
  WITH found AS (
    SELECT pattern.id, pattern.name, pattern.type, pattern.node_type, pattern.description, pattern.tags,
      CASE WHEN lower(pattern.name) = lower($1) THEN 1
        ELSE 0.6 * least(1, ts_rank(pattern.search, ${WORDS}))
          + 0.4 * ${
            hasTrigrams
              ? `word_similarity($1, ${TEXT})`
              : `CASE WHEN pattern.name ILIKE $2 THEN 1 WHEN ${TEXT} ILIKE $2 THEN 0.5 ELSE 0 END`
          }
      END::double precision AS relevance
    FROM patterns AS pattern
    WHERE (pattern.search @@ ${WORDS} OR ${TEXT} ILIKE $2${hasTrigrams ? ` OR $1 <% ${TEXT}` : ''})
      AND ($3::text IS NULL OR coalesce(pattern.type, 'other') = $3::text)
      AND ($4::text IS NULL OR pattern.node_type = $4::text)
  ), page AS (
    SELECT * FROM found ORDER BY relevance DESC, id LIMIT $5::int OFFSET $6::int
  )
  SELECT (SELECT count(*)::int FROM found) AS total,
    coalesce((SELECT json_agg(page ORDER BY relevance DESC, id) FROM page), '[]') AS patterns`;
