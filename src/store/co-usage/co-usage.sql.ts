/** Whether a note is to be counted: one that could not be is left alone for a while. */
const IS_COUNTED = `(set_aside_until IS NULL OR set_aside_until NOT BETWEEN now() AND now() + INTERVAL '1 hour')`;

/** Leaves the oldest note up to $1 alone for a while. */
export const SET_ASIDE = `
  UPDATE co_usage_note SET set_aside_until = now() + INTERVAL '10 minutes' WHERE id = (
    SELECT min(id) FROM co_usage_note WHERE id <= $1::bigint AND ${IS_COUNTED})`;

/**
 * Works off the oldest notes up to $3, about $1 changes of them, but one note at least. Of a correlation's
 * patterns the $2 that are used most there count, so that a changed usage changes at most $2 pairs.
 *
 * What changes is the difference between what a correlation held before and what it holds with the
 * notes: `state` has both for each pattern of the correlations that are touched, and only pairs of a
 * pattern whose share changed are looked at.
 */
export const COUNT_NOTES = `
  WITH taken AS (
    DELETE FROM co_usage_note WHERE id IN (
      SELECT oldest.id FROM (
        SELECT id, sum(size) OVER (ORDER BY id) - size AS before
        FROM (
          SELECT id, size FROM co_usage_note WHERE id <= $3::bigint AND ${IS_COUNTED} ORDER BY id LIMIT 1000
        ) AS first
      ) AS oldest
      WHERE oldest.before < $1::int
    )
    RETURNING correlation_ids, pattern_ids, usages, successes
  ), change AS MATERIALIZED (
    SELECT each.correlation_id, each.pattern_id,
      sum(each.usages)::int AS usages, sum(each.successes)::int AS successes
    FROM taken, unnest(taken.correlation_ids, taken.pattern_ids, taken.usages, taken.successes)
      AS each (correlation_id, pattern_id, usages, successes)
    GROUP BY each.correlation_id, each.pattern_id
  ), known AS MATERIALIZED (
    SELECT member.correlation_id, member.pattern_id, member.usages, member.successes FROM (SELECT DISTINCT correlation_id FROM change) AS touched
    JOIN co_usage_member AS member ON member.correlation_id = touched.correlation_id
  ), held AS (
    SELECT part.correlation_id, part.pattern_id,
      sum(part.usages) FILTER (WHERE part.is_known) AS old_usages,
      sum(part.successes) FILTER (WHERE part.is_known) AS old_successes,
      sum(part.usages) AS new_usages, sum(part.successes) AS new_successes
    FROM (
      SELECT correlation_id, pattern_id, usages, successes, true AS is_known FROM known
      UNION ALL SELECT correlation_id, pattern_id, usages, successes, false FROM change
    ) AS part
    GROUP BY part.correlation_id, part.pattern_id
  ), member AS MATERIALIZED (
    SELECT correlation_id, pattern_id, new_usages, new_successes,
      coalesce(old_usages, 0) AS old_usages, coalesce(old_successes, 0) AS old_successes,
      row_number() OVER (PARTITION BY correlation_id
        ORDER BY coalesce(old_usages, 0) DESC, pattern_id) <= $2::int AND old_usages > 0 AS counted_before,
      row_number() OVER (PARTITION BY correlation_id
        ORDER BY new_usages DESC, pattern_id) <= $2::int AND new_usages > 0 AS counts_now
    FROM held
  ), share AS (
    SELECT correlation_id, pattern_id,
      CASE WHEN counted_before THEN old_usages ELSE 0 END AS old_usages,
      CASE WHEN counted_before THEN old_successes ELSE 0 END AS old_successes,
      CASE WHEN counts_now THEN new_usages ELSE 0 END AS new_usages,
      CASE WHEN counts_now THEN new_successes ELSE 0 END AS new_successes
    FROM member
  ), state AS MATERIALIZED (
    SELECT *, old_usages <> new_usages OR old_successes <> new_successes AS is_changed FROM share
  ), pair_change AS (
    SELECT least(one.pattern_id, other.pattern_id) AS a, greatest(one.pattern_id, other.pattern_id) AS b,
      sum(joint.now - joint.before) AS together,
      sum(CASE WHEN one.pattern_id < other.pattern_id
        THEN joint.now * one.new_usages - joint.before * one.old_usages
        ELSE joint.now * other.new_usages - joint.before * other.old_usages END) AS a_usages,
      sum(CASE WHEN one.pattern_id < other.pattern_id
        THEN joint.now * one.new_successes - joint.before * one.old_successes
        ELSE joint.now * other.new_successes - joint.before * other.old_successes END) AS a_successes,
      sum(CASE WHEN one.pattern_id < other.pattern_id
        THEN joint.now * other.new_usages - joint.before * other.old_usages
        ELSE joint.now * one.new_usages - joint.before * one.old_usages END) AS b_usages,
      sum(CASE WHEN one.pattern_id < other.pattern_id
        THEN joint.now * other.new_successes - joint.before * other.old_successes
        ELSE joint.now * one.new_successes - joint.before * one.old_successes END) AS b_successes
    FROM state AS one
    JOIN state AS other ON other.correlation_id = one.correlation_id
      AND other.pattern_id <> one.pattern_id
      AND (NOT other.is_changed OR one.pattern_id < other.pattern_id)
    CROSS JOIN LATERAL (
      SELECT (one.old_usages > 0 AND other.old_usages > 0)::int AS before,
        (one.new_usages > 0 AND other.new_usages > 0)::int AS now
    ) AS joint
    WHERE one.is_changed AND (joint.before = 1 OR joint.now = 1)
    GROUP BY 1, 2
  ), counted_pairs AS (
    INSERT INTO co_usage_pair AS pair (a, b, together, a_usages, a_successes, b_usages, b_successes)
    SELECT a, b, together, a_usages, a_successes, b_usages, b_successes FROM pair_change
    WHERE (together, a_usages, a_successes, b_usages, b_successes) <> (0, 0, 0, 0, 0)
    ON CONFLICT (a, b) DO UPDATE SET
      together = pair.together + excluded.together,
      a_usages = pair.a_usages + excluded.a_usages,
      a_successes = pair.a_successes + excluded.a_successes,
      b_usages = pair.b_usages + excluded.b_usages,
      b_successes = pair.b_successes + excluded.b_successes
    RETURNING pair.together
  ), counted_patterns AS (
    INSERT INTO co_usage_pattern AS pattern (pattern_id, correlations, usages, successes)
    SELECT pattern_id, sum((new_usages > 0)::int - (old_usages > 0)::int),
      sum(new_usages - old_usages), sum(new_successes - old_successes)
    FROM state WHERE is_changed GROUP BY pattern_id
    ON CONFLICT (pattern_id) DO UPDATE SET
      correlations = pattern.correlations + excluded.correlations,
      usages = pattern.usages + excluded.usages,
      successes = pattern.successes + excluded.successes
    RETURNING pattern.correlations
  ), kept_members AS (
    INSERT INTO co_usage_member AS known (correlation_id, pattern_id, usages, successes)
    SELECT correlation_id, pattern_id, new_usages, new_successes FROM member
    WHERE new_usages <> 0 AND (old_usages, old_successes) <> (new_usages, new_successes)
    ON CONFLICT (correlation_id, pattern_id) DO UPDATE
      SET usages = excluded.usages, successes = excluded.successes, changed_at = now()
  ), dropped_members AS (
    DELETE FROM co_usage_member AS known USING member
    WHERE known.correlation_id = member.correlation_id AND known.pattern_id = member.pattern_id
      AND member.new_usages = 0
  ), correlation AS (
    SELECT correlation_id,
      bool_or(new_usages > 0)::int - bool_or(old_usages > 0)::int AS correlations,
      (count(*) FILTER (WHERE new_usages > 0) > $2::int)::int
        - (count(*) FILTER (WHERE old_usages > 0) > $2::int)::int AS cut_correlations
    FROM member GROUP BY correlation_id
  ), counted_correlations AS (
    UPDATE co_usage_state AS state SET
      correlations = state.correlations + change.correlations,
      cut_correlations = state.cut_correlations + change.cut_correlations
    FROM (
      SELECT coalesce(sum(correlations), 0) AS correlations, coalesce(sum(cut_correlations), 0) AS cut_correlations
      FROM correlation
    ) AS change
  )
  SELECT (SELECT count(*)::int FROM taken) AS notes,
    EXISTS (SELECT FROM counted_pairs WHERE together = 0) AS "hasEmptyPairs",
    EXISTS (SELECT FROM counted_patterns WHERE correlations = 0) AS "hasEmptyPatterns"`;

/**
 * Forgets what $2 correlations hold that did not change for $1, one interval: what was counted of them
 * stays counted.
 */
export const FORGET_MEMBERS = `
  WITH old AS (
    SELECT DISTINCT member.correlation_id FROM co_usage_member AS member
    WHERE member.changed_at < now() - $1::interval AND NOT EXISTS (
      SELECT FROM co_usage_member AS newer
      WHERE newer.correlation_id = member.correlation_id AND newer.changed_at >= now() - $1::interval
    )
    LIMIT $2::int
  ), gone AS (
    DELETE FROM co_usage_member WHERE correlation_id IN (SELECT correlation_id FROM old)
  )
  SELECT count(*)::int AS forgotten FROM old`;

/** Takes out a pattern that no correlation holds any more: what is left is of forgotten ones. */
export const FORGET_PATTERN = `
  WITH pairs AS (
    DELETE FROM co_usage_pair WHERE $1::uuid IN (a, b)
      AND NOT EXISTS (SELECT FROM co_usage_member WHERE pattern_id = $1::uuid)
  )
  DELETE FROM co_usage_pattern WHERE pattern_id = $1::uuid
    AND NOT EXISTS (SELECT FROM co_usage_member WHERE pattern_id = $1::uuid)`;

/**
 * The graph of the pairs with at least $1 correlations in common, as lists: of each pattern a its
 * partners b, numbered by their place among `patterns`, each with the count of what they share.
 */
export const GRAPH = `
  WITH node AS (
    SELECT pattern_id, row_number() OVER (ORDER BY pattern_id) - 1 AS place FROM co_usage_pattern
  )
  SELECT a.place::int AS source, string_agg(b.place || ' ' || pair.together, ',') AS targets
  FROM co_usage_pair AS pair
  JOIN node AS a ON a.pattern_id = pair.a
  JOIN node AS b ON b.pattern_id = pair.b
  WHERE pair.together >= $1::int
  GROUP BY a.place ORDER BY a.place`;

/**
 * Relationships with at least $1 correlations in common and a strength (Jaccard) of $2, of pattern $3
 * and between patterns of type $4 where these are given: the $5 strongest, how many there are, and
 * the patterns at their ends. A pattern's degree is what the whole graph under $1 gives it.
 */
export const RELATIONSHIPS = `
  WITH edge AS MATERIALIZED (
    SELECT counted.*,
      CASE $6::text WHEN 'support' THEN counted.support WHEN 'npmi' THEN counted.npmi
        WHEN 'lift' THEN counted.lift ELSE counted.strength END AS measure
    FROM (
      SELECT pair.a, pair.b, pair.together, share.support, share.lift,
        pair.together::double precision / (a.correlations + b.correlations - pair.together) AS strength,
        CASE WHEN share.support = 1 THEN 1 ELSE ln(share.lift) / -ln(share.support) END AS npmi
      FROM co_usage_state AS state
      CROSS JOIN co_usage_pair AS pair
      JOIN co_usage_pattern AS a ON a.pattern_id = pair.a
      JOIN co_usage_pattern AS b ON b.pattern_id = pair.b
      CROSS JOIN LATERAL (
        SELECT pair.together::double precision / state.correlations AS support,
          pair.together::double precision * state.correlations
            / (a.correlations::double precision * b.correlations) AS lift
      ) AS share
      WHERE pair.together >= $1::bigint
    ) AS counted
  ), node AS MATERIALIZED (
    SELECT ends.pattern_id, sum(ends.degree)::int AS degree
    FROM (
      SELECT a AS pattern_id, count(*) AS degree FROM edge GROUP BY a
      UNION ALL SELECT b, count(*) FROM edge GROUP BY b
    ) AS ends
    GROUP BY ends.pattern_id
  ), chosen AS MATERIALIZED (
    SELECT edge.* FROM edge
    WHERE ($3::uuid IS NULL OR $3::uuid IN (edge.a, edge.b))
      AND ($4::text IS NULL OR (edge.a IN (SELECT id FROM patterns WHERE coalesce(type, 'other') = $4::text)
        AND edge.b IN (SELECT id FROM patterns WHERE coalesce(type, 'other') = $4::text)))
  ), asked AS MATERIALIZED (
    SELECT chosen.* FROM chosen
    WHERE chosen.strength >= $2::double precision
      AND ($7::double precision IS NULL OR chosen.support >= $7::double precision)
      AND ($8::double precision IS NULL OR chosen.npmi >= $8::double precision)
      AND ($9::double precision IS NULL OR chosen.lift >= $9::double precision)
  ), page AS MATERIALIZED (
    SELECT first.measure, pair.*,
      a.correlations AS a_correlations, b.correlations AS b_correlations,
      a.usages AS a_all_usages, a.successes AS a_all_successes,
      b.usages AS b_all_usages, b.successes AS b_all_successes
    FROM (SELECT * FROM asked ORDER BY measure DESC, together DESC, a, b LIMIT $5::int) AS first
    JOIN co_usage_pair AS pair ON pair.a = first.a AND pair.b = first.b
    JOIN co_usage_pattern AS a ON a.pattern_id = first.a
    JOIN co_usage_pattern AS b ON b.pattern_id = first.b
  )
  SELECT state.correlations::float8 AS correlations, state.cut_correlations::float8 AS "cutCorrelations",
    state.computed_at AS "computedAt",
    (SELECT count(*)::int FROM asked) AS "totalEdges",
    (SELECT count(*)::int FROM chosen) AS "chosenEdges",
    (SELECT max(measure) FROM chosen) AS highest,
    (SELECT count(*)::int FROM (
      SELECT DISTINCT a FROM asked UNION SELECT DISTINCT b FROM asked
    ) AS ends) AS "totalNodes",
    (SELECT count(*)::int FROM node) AS "graphNodes",
    coalesce((SELECT json_agg(page ORDER BY measure DESC, together DESC, a, b) FROM page), '[]') AS edges,
    coalesce((
      SELECT json_agg(json_build_object('pattern_id', node.pattern_id, 'name', patterns.name,
        'type', patterns.type, 'degree', node.degree, 'page_rank', counted.page_rank)
        ORDER BY node.degree DESC, node.pattern_id)
      FROM node
      JOIN co_usage_pattern AS counted ON counted.pattern_id = node.pattern_id
      LEFT JOIN patterns ON patterns.id = node.pattern_id
      WHERE node.pattern_id IN (SELECT a FROM page UNION SELECT b FROM page)
    ), '[]') AS nodes
  FROM co_usage_state AS state`;
