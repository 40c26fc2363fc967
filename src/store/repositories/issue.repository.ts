import type { DataSource } from 'typeorm';
import type { TimeRange } from '../../common/time-range.js';
import { instant } from '../instant.js';
import { onStore } from '../store-error.js';

/** Read through the partial index, whose predicate this repeats: usages without issues cost nothing. */
const MOST_FREQUENT = `
  SELECT ranked.pattern_id, array_agg(ranked.issue ORDER BY ranked.place) AS issues
  FROM (
    SELECT usage.pattern_id, reported.issue,
      row_number() OVER (PARTITION BY usage.pattern_id
        ORDER BY count(*) DESC, reported.issue COLLATE "C") AS place
    FROM pattern_feedback AS usage CROSS JOIN LATERAL unnest(usage.issues) AS reported (issue)
    WHERE cardinality(usage.issues) > 0 AND usage.pattern_id = ANY($1::uuid[])
      AND usage.created_at >= $2::timestamptz AND usage.created_at < $3::timestamptz
    GROUP BY usage.pattern_id, reported.issue
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
   * @param most issues a pattern.
   * @throws StoreUnavailableError
   */
  async mostFrequent(
    patternIds: readonly string[],
    { from, to }: TimeRange,
    most: number,
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    if (patternIds.length === 0) return new Map();
    const values = [[...patternIds], instant(from), instant(to), most];
    const rows = await onStore(() =>
      this.store.query<{ pattern_id: string; issues: string[] }[]>(MOST_FREQUENT, values),
    );
    return new Map(rows.map(({ pattern_id, issues }) => [pattern_id, issues]));
  }
}
