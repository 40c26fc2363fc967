import type { DataSource } from 'typeorm';
import type { Usage } from '../../common/usage.js';
import { isSuccess } from '../../common/pattern-terms.js';
import { onStore } from '../store-error.js';
import type { PatternRegister, PatternSighting } from './pattern-register.js';

/**
 * Usages younger than this are never below a watermark (policies and the refresh job stay twice as
 * far behind), so only older ones are noted for the refresh.
 */
const YOUNG = '1 minute';

/**
 * One statement, so that the usages, their patterns and the note of what rollups they make stale
 * are committed together or not at all. $1 to $10 are columns of usages, $11 to $15 of patterns,
 * $16 is how long minutes are kept.
 */
const RECORD = `
  WITH registered AS (
    INSERT INTO patterns AS known (id, name, type, node_type, first_seen)
    SELECT * FROM unnest($11::uuid[], $12::text[], $13::text[], $14::text[], $15::timestamptz[])
    ON CONFLICT (id) DO UPDATE SET
      name = coalesce(known.name, excluded.name),
      type = coalesce(known.type, excluded.type),
      node_type = coalesce(known.node_type, excluded.node_type),
      first_seen = least(known.first_seen, excluded.first_seen)
  ), stored AS (
    INSERT INTO pattern_feedback (id, pattern_id, created_at, outcome, success, quality_score,
      execution_time_ms, context, correlation_id, error_message)
    SELECT u.id, u.pattern_id, u.created_at, u.outcome, u.success, u.quality_score,
      u.execution_time_ms, u.context, u.correlation_id, u.error_message
    FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[], $5::boolean[],
      $6::double precision[], $7::integer[], $8::jsonb[], $9::uuid[], $10::text[])
      AS u (id, pattern_id, created_at, outcome, success, quality_score, execution_time_ms, context,
        correlation_id, error_message)
    ORDER BY u.pattern_id, u.created_at
    ON CONFLICT DO NOTHING
    RETURNING id, created_at
  ), materialised AS (
    SELECT
      greatest(now() - INTERVAL '${YOUNG}',
        (SELECT watermark FROM rollup_watermark WHERE level = 'minute')) AS minutes,
      greatest(now() - INTERVAL '${YOUNG}' - INTERVAL '1 hour',
        (SELECT watermark - INTERVAL '1 hour' FROM rollup_watermark WHERE level = 'hour')) AS hours
  ), noted AS (
    INSERT INTO rollup_invalidation (level, bucket)
    SELECT DISTINCT 'minute', time_bucket(INTERVAL '1 minute', stored.created_at)
    FROM stored, materialised
    WHERE stored.created_at < materialised.minutes AND stored.created_at >= now() - $16::interval
    UNION ALL
    SELECT DISTINCT 'hour', time_bucket(INTERVAL '1 hour', stored.created_at)
    FROM stored, materialised
    WHERE time_bucket(INTERVAL '1 hour', stored.created_at) <= materialised.hours
  )
  SELECT id, created_at FROM stored`;

const usageColumns = (usages: readonly Usage[]): unknown[] => [
  usages.map((usage) => usage.id),
  usages.map((usage) => usage.patternId),
  usages.map((usage) => new Date(usage.createdAt)),
  usages.map((usage) => usage.outcome),
  usages.map((usage) => isSuccess(usage.outcome)),
  usages.map((usage) => usage.qualityScore),
  usages.map((usage) => usage.executionTimeMs),
  usages.map((usage) => JSON.stringify(usage.context)),
  usages.map((usage) => usage.correlationId),
  usages.map((usage) => usage.errorMessage),
];

const patternColumns = (sightings: readonly PatternSighting[]): unknown[] => [
  sightings.map((sighting) => sighting.id),
  sightings.map((sighting) => sighting.name),
  sightings.map((sighting) => sighting.type),
  sightings.map((sighting) => sighting.nodeType),
  sightings.map((sighting) => new Date(sighting.firstSeen)),
];

const key = (id: string, createdAt: number): string => `${id} ${createdAt}`;

/** The one way into pattern_feedback. */
export class UsageWriteRepository {
  constructor(
    private readonly store: DataSource,
    private readonly register: PatternRegister,
    private readonly minuteRetentionMs: number,
  ) {}

  /**
   * Stores usages in one transaction; resolves once they are committed.
   * @returns for each usage, in order, whether it was new (true) or already there (false).
   * @throws StoreUnavailableError where nothing is known to be stored.
   */
  async record(usages: readonly Usage[]): Promise<boolean[]> {
    if (usages.length === 0) return [];
    const sightings = this.register.news(usages);
    const stored = await onStore<{ id: string; created_at: Date }[]>(() =>
      this.store.query(RECORD, [
        ...usageColumns(usages),
        ...patternColumns(sightings),
        `${this.minuteRetentionMs} milliseconds`,
      ]),
    );
    this.register.remember(sightings);
    const fresh = new Set(stored.map((row) => key(row.id, row.created_at.getTime())));
    return usages.map((usage) => fresh.delete(key(usage.id, usage.createdAt)));
  }
}
