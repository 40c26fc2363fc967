import type { SqlStatement } from '../usages/usage-query.sql.js';
import { DAY_MS } from '../../common/time-range.js';
import type { Retention } from '../../config/config.js';
import { ceilToBucket, ROLLUP_LEVELS, type RollupLevel } from './rollup-level.js';
import type { Completeness, KnownState } from './rollup.plan.js';

/** What the statement below answers; times in milliseconds. */
export interface RollupStateRow {
  readonly now: number;
  readonly levels: Readonly<Partial<Record<RollupLevel, [from: number | null, watermark: number]>>> | null;
  readonly stale_minutes: number[] | null;
  readonly stale_hours: number[] | null;
  /**
   * From where on each dimension's minutes hold everything, and its other rollups; null where all do. Those of which nothing
   * is built are left out.
   */
  readonly dimensions: Readonly<Record<string, [minutesFrom: number | null, from: number | null]>> | null;
}

/** Distinct within, so that the index is skipped along a bucket at a time. */
const stale = (level: 'minute' | 'hour'): string =>
  `(SELECT array_agg((extract(epoch FROM bucket) * 1000)::double precision ORDER BY bucket)
    FROM (SELECT DISTINCT bucket FROM rollup_invalidation WHERE level = '${level}') AS invalidated)`;

const msOrNull = (time: string): string =>
  `CASE WHEN isfinite(${time}) THEN extract(epoch FROM ${time}) * 1000 END`;

/** One small statement that tells what of the rollups may be trusted. */
export const rollupStateSql: SqlStatement = {
  text: `SELECT (extract(epoch FROM now()) * 1000)::double precision AS now,
    (SELECT jsonb_object_agg(level, jsonb_build_array(
        ${msOrNull('complete_from')},
        extract(epoch FROM watermark) * 1000))
      FROM rollup_watermark) AS levels,
    ${stale('minute')} AS stale_minutes,
    ${stale('hour')} AS stale_hours,
    (SELECT jsonb_object_agg(name, jsonb_build_array(${msOrNull('minutes_from')}, ${msOrNull('complete_from')}))
      FROM rollup_dimension WHERE is_kept AND complete_from < 'infinity') AS dimensions`,
  values: [],
};

/** Of a level of which nothing may be trusted. */
const UNKNOWN: Completeness = { from: Infinity, watermark: -Infinity };

/**
 * From where on hours of all patterns can be trusted that are not kept by pattern, milliseconds. Later than where
 * retention's edge is: what is erased before that one is taken out of days alone.
 */
export const hoursTrustedFrom = (now: number, { raw }: Pick<Retention, 'raw'>): number =>
  raw === undefined ? -Infinity : ceilToBucket(now - raw, 'day') + 2 * DAY_MS;

/** @param retention how long minutes are kept; their last day may be going already. */
export const toRollupState = (row: RollupStateRow, { minute }: Pick<Retention, 'minute'>): KnownState => {
  const minuteFloor = row.now - minute + DAY_MS;
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
      Object.entries(row.dimensions ?? {}).map(([name, [minutesFrom, from]]) => [
        name,
        { minutesFrom: minutesFrom ?? -Infinity, from: from ?? -Infinity },
      ]),
    ),
  };
};
