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

/** Which of these keys are stored; the range lets the store leave most chunks alone. */
const FIND = `
  SELECT stored.id, stored.created_at
  FROM unnest($1::uuid[], $2::timestamptz[]) AS sought (id, created_at)
  JOIN pattern_feedback AS stored ON stored.created_at = sought.created_at AND stored.id = sought.id
  WHERE stored.created_at >= $3::timestamptz AND stored.created_at <= $4::timestamptz`;

const usageColumns = (usages: readonly Usage[]): unknown[] => [
  usages.map((usage) => usage.id),
  usages.map((usage) => usage.patternId),
  usages.map((usage) => new Date(usage.createdAt)),
  usages.map((usage) => usage.outcome),
  usages.map((usage) => isSuccess(usage.outcome)),
  usages.map((usage) => usage.qualityScore),
  usages.map((usage) => usage.executionTimeMs),
  usages.map((usage) => usage.context),
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

/** A usage's place in the primary key. */
interface UsageKey {
  readonly id: string;
  readonly created_at: Date;
}

const keyOf = ({ id, createdAt }: Pick<Usage, 'id' | 'createdAt'>): string => `${id} ${createdAt}`;
const keysOf = (rows: readonly UsageKey[]): Set<string> =>
  new Set(rows.map((row) => keyOf({ id: row.id, createdAt: row.created_at.getTime() })));

/** The one way into pattern_feedback. */
export class UsageWriteRepository {
  constructor(
    private readonly store: DataSource,
    private readonly register: PatternRegister,
    private readonly minuteRetentionMs: number,
  ) {}

  /**
   * Stores usages; resolves once all of them are committed, in one transaction but for the case
   * below.
   *
   * What an insert left out is a repetition, and is looked up before it is called one: up to
   * TimescaleDB 2.18.0 an insert into a compressed chunk ends at its first repetition and leaves out
   * whatever follows (timescale/timescaledb issue 7672). That is sent again; each time at least the
   * first of it is stored.
   * @returns for each usage, in order, whether it was new (true) or already there (false).
   * @throws StoreUnavailableError where not all are known to be stored.
   */
  async record(usages: readonly Usage[]): Promise<boolean[]> {
    const fresh = new Set<string>();
    for (let pending = usages; pending.length > 0;) {
      const stored = await this.insert(pending);
      for (const key of stored) fresh.add(key);
      pending = await this.missingOf(pending.filter((usage) => !stored.has(keyOf(usage))));
    }
    return usages.map((usage) => fresh.delete(keyOf(usage)));
  }

  private async insert(usages: readonly Usage[]): Promise<Set<string>> {
    const sightings = this.register.news(usages);
    const rows = await onStore(() =>
      this.store.query<UsageKey[]>(RECORD, [
        ...usageColumns(usages),
        ...patternColumns(sightings),
        `${this.minuteRetentionMs} milliseconds`,
      ]),
    );
    this.register.remember(sightings);
    return keysOf(rows);
  }

  private async missingOf(usages: readonly Usage[]): Promise<Usage[]> {
    if (usages.length === 0) return [];
    const times = usages.map(({ createdAt }) => createdAt);
    const rows = await onStore(() =>
      this.store.query<UsageKey[]>(FIND, [
        usages.map(({ id }) => id),
        times.map((time) => new Date(time)),
        new Date(times.reduce((a, b) => Math.min(a, b))),
        new Date(times.reduce((a, b) => Math.max(a, b))),
      ]),
    );
    const stored = keysOf(rows);
    return usages.filter((usage) => !stored.has(keyOf(usage)));
  }
}
