import type { DataSource } from 'typeorm';
import type { Usage } from '../../common/usage.js';
import { isSuccess } from '../../common/pattern-terms.js';
import { type PreparedStatement, preparedQuery } from '../prepared-query.js';
import { onStore } from '../store-error.js';
import type { PatternRegister, PatternSighting } from './pattern-register.js';
import { binaryArray } from '../wire/binary-array.js';
import { type BinaryType, bool, float8, int4, jsonb, text, timestamptz, uuid } from '../wire/binary-type.js';

/**
 * Usages younger than this are never below a watermark (policies and the refresh job stay twice as
 * far behind), so only older ones are noted for the refresh.
 */
const YOUNG = '1 minute';

/** Usages of a pattern under the name it has are noted in its record this often, not each time. */
const SAME_NAME = '1 minute';

/**
 * One statement, so that the usages, their patterns and the note of what rollups they make stale
 * are committed together or not at all. $1 to $10 are columns of usages, $11 to $16 of patterns,
 * $17 is how long minutes are kept. Its answer lists what was stored only where that is not all.
 */
const RECORD: PreparedStatement = {
  name: 'record_usages',
  text: `
  WITH seen AS (
    SELECT seen.*
    FROM unnest($11::uuid[], $12::text[], $13::timestamptz[], $14::text[], $15::text[], $16::timestamptz[])
      AS seen (id, name, named_at, type, node_type, first_seen)
    LEFT JOIN patterns AS known ON known.id = seen.id
    WHERE known.id IS NULL
      OR seen.first_seen < known.first_seen OR known.first_seen IS NULL
      OR known.type IS NULL AND seen.type IS NOT NULL
      OR known.node_type IS NULL AND seen.node_type IS NOT NULL
      OR seen.name IS NOT NULL AND (known.named_at IS NULL OR seen.named_at > known.named_at
        AND (seen.name <> known.name OR seen.named_at > known.named_at + INTERVAL '${SAME_NAME}'))
  ), registered AS (
    INSERT INTO patterns AS known (id, name, named_at, type, node_type, first_seen)
    SELECT * FROM seen ORDER BY seen.id
    ON CONFLICT (id) DO UPDATE SET
      name = CASE WHEN excluded.named_at > coalesce(known.named_at, '-infinity')
        THEN excluded.name ELSE known.name END,
      named_at = greatest(known.named_at, excluded.named_at),
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
    WHERE stored.created_at < materialised.minutes AND stored.created_at >= now() - $17::interval
    UNION ALL
    SELECT DISTINCT 'hour', time_bucket(INTERVAL '1 hour', stored.created_at)
    FROM stored, materialised
    WHERE time_bucket(INTERVAL '1 hour', stored.created_at) <= materialised.hours
  ), counted AS (
    SELECT count(*) AS stored FROM stored
  )
  SELECT counted.stored = cardinality($1::uuid[]) AS "isAll",
    CASE WHEN counted.stored < cardinality($1::uuid[])
      THEN (SELECT json_agg(json_build_array(id, (extract(epoch FROM created_at) * 1000)::bigint)) FROM stored)
    END AS keys
  FROM counted`,
};

interface Recorded {
  readonly isAll: boolean;
  /** Identity and time of what was stored, where that is not all; null where it is none. */
  readonly keys: readonly (readonly [id: string, createdAt: number])[] | null;
}

/** Which of these keys are stored; the range lets the store leave most chunks alone. */
const FIND: PreparedStatement = {
  name: 'find_usages',
  text: `
  SELECT stored.id, stored.created_at
  FROM unnest($1::uuid[], $2::timestamptz[]) AS sought (id, created_at)
  JOIN pattern_feedback AS stored ON stored.created_at = sought.created_at AND stored.id = sought.id
  WHERE stored.created_at >= $3::timestamptz AND stored.created_at <= $4::timestamptz`,
};

const column = <T, V>(type: BinaryType<V>, rows: readonly T[], valueOf: (row: T) => V | null): Buffer =>
  binaryArray(type, rows.map(valueOf));

const usageColumns = (usages: readonly Usage[]): unknown[] => [
  column(uuid, usages, (usage) => usage.id),
  column(uuid, usages, (usage) => usage.patternId),
  column(timestamptz, usages, (usage) => usage.createdAt),
  column(text, usages, (usage) => usage.outcome),
  column(bool, usages, (usage) => isSuccess(usage.outcome)),
  column(float8, usages, (usage) => usage.qualityScore),
  column(int4, usages, (usage) => usage.executionTimeMs),
  column(jsonb, usages, (usage) => usage.context),
  column(uuid, usages, (usage) => usage.correlationId),
  column(text, usages, (usage) => usage.errorMessage),
];

const patternColumns = (sightings: readonly PatternSighting[]): unknown[] => [
  column(uuid, sightings, (sighting) => sighting.id),
  column(text, sightings, (sighting) => sighting.name),
  column(timestamptz, sightings, (sighting) => sighting.namedAt),
  column(text, sightings, (sighting) => sighting.type),
  column(text, sightings, (sighting) => sighting.nodeType),
  column(timestamptz, sightings, (sighting) => sighting.firstSeen),
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
    const first = await this.insert(usages);
    if (first === undefined) return usages.map(() => true);
    const fresh = new Set(first);
    for (let pending = await this.missingOf(usages, first); pending.length > 0;) {
      const stored = (await this.insert(pending)) ?? new Set(pending.map(keyOf));
      for (const key of stored) fresh.add(key);
      pending = await this.missingOf(pending, stored);
    }
    return usages.map((usage) => fresh.delete(keyOf(usage)));
  }

  /** @returns the keys of what was stored, or undefined where that is everything. */
  private async insert(usages: readonly Usage[]): Promise<Set<string> | undefined> {
    const sightings = this.register.news(usages);
    const values = [
      ...usageColumns(usages),
      ...patternColumns(sightings),
      `${this.minuteRetentionMs} milliseconds`,
    ];
    const [recorded] = await onStore(() => preparedQuery<Recorded>(this.store, RECORD, values));
    this.register.remember(sightings);
    if (recorded!.isAll) return undefined;
    return new Set((recorded!.keys ?? []).map(([id, createdAt]) => keyOf({ id, createdAt })));
  }

  private async missingOf(usages: readonly Usage[], found: ReadonlySet<string>): Promise<Usage[]> {
    const sought = usages.filter((usage) => !found.has(keyOf(usage)));
    if (sought.length === 0) return [];
    const times = sought.map(({ createdAt }) => createdAt);
    const rows = await onStore(() =>
      preparedQuery<UsageKey>(this.store, FIND, [
        binaryArray(
          uuid,
          sought.map(({ id }) => id),
        ),
        binaryArray(timestamptz, times),
        new Date(times.reduce((a, b) => Math.min(a, b))),
        new Date(times.reduce((a, b) => Math.max(a, b))),
      ]),
    );
    const stored = keysOf(rows);
    return sought.filter((usage) => !stored.has(keyOf(usage)));
  }
}
