import type { DataSource } from 'typeorm';
import type { TimeRange } from '../../common/time-range.js';
import { TransactionSnapshot } from '../connection/transaction-snapshot.js';
import { onStore } from '../connection/store-error.js';

/** Usages of one pattern in one span of time: its number since 1970, those of known outcome, successes, the others. */
export type UsageSpan = readonly [span: number, usages: number, successes: number, unknowns: number];

/** A pattern that was used in a range. */
export interface RecentPattern {
  readonly id: string;
  readonly name: string | null;
  readonly spans: readonly UsageSpan[];
  /** The quality of its latest usage that has one, 0..1, and that usage's time in milliseconds. */
  readonly quality: number | null;
  readonly qualityAt: number | null;
}

export interface RecentUsages {
  readonly patterns: readonly RecentPattern[];
  /** Which transactions are counted. */
  readonly snapshot: TransactionSnapshot;
}

const IS_RATED = 'usage.quality_score IS NOT NULL AND usage.success IS NOT NULL';

/** One statement, so that what it counts and the snapshot it names are the same. */
const RECENT = `
  WITH span AS (
    SELECT usage.pattern_id, floor(extract(epoch FROM usage.created_at) * 1000 / $3::double precision)::bigint AS at,
      count(usage.success) AS usages, count(*) FILTER (WHERE usage.success) AS successes,
      count(*) FILTER (WHERE usage.success IS NULL) AS unknowns,
      last(usage.quality_score, usage.created_at) FILTER (WHERE ${IS_RATED}) AS quality,
      max(usage.created_at) FILTER (WHERE ${IS_RATED}) AS quality_at
    FROM pattern_feedback AS usage
    WHERE usage.created_at >= $1::timestamptz AND usage.created_at < $2::timestamptz
    GROUP BY 1, 2
  ), recent AS (
    SELECT span.pattern_id AS id,
      json_agg(json_build_array(span.at, span.usages, span.successes, span.unknowns) ORDER BY span.at) AS spans,
      last(span.quality, span.quality_at) FILTER (WHERE span.quality_at IS NOT NULL) AS quality,
      (extract(epoch FROM max(span.quality_at)) * 1000)::bigint AS "qualityAt"
    FROM span GROUP BY 1
    ORDER BY sum(span.usages + span.unknowns) DESC LIMIT $4
  )
  SELECT pg_current_snapshot()::text AS snapshot, (
    SELECT coalesce(json_agg(json_build_object('id', recent.id, 'name', known.name, 'spans', recent.spans,
      'quality', recent.quality, 'qualityAt', recent."qualityAt")), '[]')
    FROM recent LEFT JOIN patterns AS known ON known.id = recent.id
  ) AS patterns`;

/** Reads what was used lately, to go on counting from there. */
export class RecentUsageRepository {
  constructor(private readonly store: DataSource) {}

  /**
   * @param spanMs the width of the spans in which usages are counted.
   * @param maxPatterns how many of them, the most used ones.
   * @throws StoreUnavailableError
   */
  async since({ from, to }: TimeRange, spanMs: number, maxPatterns: number): Promise<RecentUsages> {
    const values = [new Date(from), new Date(to), spanMs, maxPatterns];
    type Row = Pick<RecentUsages, 'patterns'> & { readonly snapshot: string };
    const [row] = await onStore(() => this.store.query<Row[]>(RECENT, values));
    return { patterns: row!.patterns, snapshot: TransactionSnapshot.parse(row!.snapshot) };
  }
}
