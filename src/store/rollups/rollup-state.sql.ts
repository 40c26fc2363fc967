import type { SqlStatement } from '../usages/usage-query.sql.js';
import { ROLLUP_LEVELS, type RollupLevel } from './rollup-level.js';
import type { Completeness, KnownState } from './rollup.plan.js';

/** What the statement below answers; times in milliseconds. */
export interface RollupStateRow {
  readonly now: number;
  readonly levels: Readonly<Partial<Record<RollupLevel, [from: number | null, watermark: number]>>> | null;
  readonly stale_minutes: number[] | null;
  readonly stale_hours: number[] | null;
  /** From where on each dimension's rollups are built; null where all is. Those of which nothing is are left out. */
  readonly dimensions: Readonly<Record<string, number | null>> | null;
}

/** Distinct within, so that the index is skipped along a bucket at a time. */
const stale = (level: 'minute' | 'hour'): string =>
  `(SELECT array_agg((extract(epoch FROM bucket) * 1000)::double precision ORDER BY bucket)
    FROM (SELECT DISTINCT bucket FROM rollup_invalidation WHERE level = '${level}') AS invalidated)`;

/** One small statement that tells what of the rollups may be trusted. */
export const rollupStateSql: SqlStatement = {
  text: `SELECT (extract(epoch FROM now()) * 1000)::double precision AS now,
    (SELECT jsonb_object_agg(level, jsonb_build_array(
        CASE WHEN isfinite(complete_from) THEN extract(epoch FROM complete_from) * 1000 END,
        extract(epoch FROM watermark) * 1000))
      FROM rollup_watermark) AS levels,
    ${stale('minute')} AS stale_minutes,
    ${stale('hour')} AS stale_hours,
    (SELECT jsonb_object_agg(name, CASE WHEN isfinite(complete_from) THEN extract(epoch FROM complete_from) * 1000 END)
      FROM rollup_dimension WHERE is_kept AND complete_from < 'infinity') AS dimensions`,
  values: [],
};

/** Of a level of which nothing may be trusted. */
const UNKNOWN: Completeness = { from: Infinity, watermark: -Infinity };

/** @param minuteFloor from here on minutes are kept; their last day may be going already. */
export const toRollupState = (row: RollupStateRow, minuteFloor: number): KnownState => {
  const completeness = (level: RollupLevel): Completeness => {
    const known = row.levels?.[level];
    if (!known) return UNKNOWN;
    const from = known[0] ?? -Infinity;
    return { from: level === 'minute' ? Math.max(from, minuteFloor) : from, watermark: known[1] };
  };
  return {
    now: row.now,
    levels: Object.fromEntries(ROLLUP_LEVELS.map((level) => [level, completeness(level)])) as Record<
      RollupLevel,
      Completeness
    >,
    staleMinutes: row.stale_minutes ?? [],
    staleHours: row.stale_hours ?? [],
    dimensions: new Map(
      Object.entries(row.dimensions ?? {}).map(([name, from]) => [name, from ?? -Infinity] as const),
    ),
  };
};
