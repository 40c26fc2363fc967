import type { SqlStatement } from './usage-query.sql.js';
import { ROLLUP_LEVELS, type ReadLevel, type RollupLevel } from './rollup-level.js';
import type { Completeness, RollupState } from './rollup.plan.js';

/** What the statement below answers; times in milliseconds. */
export interface RollupStateRow {
  readonly now: number;
  readonly levels: Readonly<Partial<Record<ReadLevel, [from: number | null, watermark: number]>>> | null;
  readonly stale_ticks: number[] | null;
  readonly stale_minutes: number[] | null;
  readonly stale_hours: number[] | null;
}

/** Distinct within, so that the index is skipped along a bucket at a time. */
const stale = (level: string): string =>
  `(SELECT array_agg((extract(epoch FROM bucket) * 1000)::double precision ORDER BY bucket)
    FROM (SELECT DISTINCT bucket FROM rollup_invalidation WHERE level = '${level}') AS noted)`;

/** One small statement that tells what of the rollups may be trusted. */
export const rollupStateSql: SqlStatement = {
  text: `SELECT (extract(epoch FROM now()) * 1000)::double precision AS now,
    (SELECT jsonb_object_agg(level, jsonb_build_array(
        CASE WHEN isfinite(complete_from) THEN extract(epoch FROM complete_from) * 1000 END,
        extract(epoch FROM watermark) * 1000))
      FROM rollup_watermark) AS levels,
    ${stale('tick')} AS stale_ticks,
    ${stale('minute')} AS stale_minutes,
    ${stale('hour')} AS stale_hours`,
  values: [],
};

/** Of a level of which nothing may be trusted. */
const UNKNOWN: Completeness = { from: Infinity, watermark: -Infinity };

/** @param minuteRetentionMs how long minutes are kept; their last day may be going already. */
export const toRollupState = (row: RollupStateRow, minuteFloor: number): RollupState => {
  const completeness = (level: ReadLevel): Completeness => {
    const known = row.levels?.[level];
    if (!known) return UNKNOWN;
    const from = known[0] ?? -Infinity;
    return { from: level === 'minute' ? Math.max(from, minuteFloor) : from, watermark: known[1] };
  };
  const kept = Object.fromEntries(ROLLUP_LEVELS.map((level) => [level, completeness(level)])) as Record<
    RollupLevel,
    Completeness
  >;
  const known = completeness('tick');
  // What the minutes hold is read from them: no tick below is filled again where late usages reach it.
  const tick = row.levels?.minute ? { ...known, from: Math.max(known.from, kept.minute.watermark) } : UNKNOWN;
  return {
    levels: { ...kept, tick },
    staleTicks: row.stale_ticks ?? [],
    staleMinutes: row.stale_minutes ?? [],
    staleHours: row.stale_hours ?? [],
  };
};
