import type { DataSource } from 'typeorm';
import type { TimeRange } from '../../common/time-range.js';
import { instant } from '../connection/instant.js';
import { onStore } from '../connection/store-error.js';

/**
 * Read through the partial index, whose predicate this repeats: usages without issues cost nothing. Once
 * for all patterns, as an index is read faster from end to end than looked into for each of many.
 */
const MOST_FREQUENT = `
  WITH reported AS MATERIALIZED (
    SELECT pattern_id, issues FROM pattern_feedback
    WHERE cardinality(issues) > 0 AND created_at >= $2::timestamptz AND created_at < $3::timestamptz
  )
  SELECT ranked.pattern_id, array_agg(ranked.issue ORDER BY ranked.place) AS issues
  FROM (
    SELECT reported.pattern_id, each.issue,
      row_number() OVER (PARTITION BY reported.pattern_id
        ORDER BY count(*) DESC, each.issue COLLATE "C") AS place
    FROM unnest($1::uuid[]) AS asked (pattern_id)
    JOIN reported ON reported.pattern_id = asked.pattern_id
    CROSS JOIN LATERAL unnest(reported.issues) AS each (issue)
    GROUP BY reported.pattern_id, each.issue
  ) AS ranked
  WHERE ranked.place <= $4::integer
  GROUP BY ranked.pattern_id`;

/** What feedback complains about. */
export class IssueRepository {
  constructor(private readonly store: DataSource) {}

  /**
   * The issues that the patterns' feedback names most often, the most frequent first, those named as
   * often by their text; none for a pattern without any.
   * @param range may begin at -Infinity.
   * @param maxIssues of a pattern.
   * @throws StoreUnavailableError
   */
  async mostFrequent(
    patternIds: readonly string[],
    { from, to }: TimeRange,
    maxIssues: number,
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    if (patternIds.length === 0) return new Map();
    const values = [[...patternIds], instant(from), instant(to), maxIssues];
    const rows = await onStore(() =>
      this.store.query<{ pattern_id: string; issues: string[] }[]>(MOST_FREQUENT, values),
    );
    return new Map(rows.map(({ pattern_id, issues }) => [pattern_id, issues]));
  }
}
