/**
 * Hours that are said to be complete and count other usages than there are; of those whose usages are
 * kept still. A rollup that lacks a late usage is invalidated, and is not trusted.
 */
export const differingHours = `
  WITH trusted AS (
    SELECT greatest(complete_from, (SELECT time_bucket('1 hour', min(created_at)) + INTERVAL '1 hour' FROM pattern_feedback)) AS low,
      watermark AS high
    FROM rollup_watermark WHERE level = 'hour'
  ), counted AS (
    SELECT time_bucket('1 hour', created_at) AS bucket, count(*) AS usages FROM pattern_feedback GROUP BY 1
  ), rolled AS (
    SELECT bucket, sum(usages) AS usages
    FROM (SELECT bucket, usages FROM usage_hour UNION ALL SELECT bucket, usages FROM unknown_hour) AS every GROUP BY 1
  )
  SELECT count(*)::int AS hours
  FROM counted FULL JOIN rolled USING (bucket), trusted
  WHERE bucket >= low AND bucket < high AND counted.usages IS DISTINCT FROM rolled.usages
    AND time_bucket('1 hour', bucket) NOT IN (SELECT time_bucket('1 hour', invalidated.bucket) FROM rollup_invalidation AS invalidated)`;
