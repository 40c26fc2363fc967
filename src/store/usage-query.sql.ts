import type { Granularity } from '../common/time-range.js';
import type { Segment } from './rollup.plan.js';
import { MEASURES, TIME_MEASURES, type MeasureName } from './usage-measures.js';

/** One range of a query, already cut into segments. */
export interface PlannedSlice {
  readonly segments: readonly Segment[];
}

/** A planned question: measures per pattern, per slice, and per bucket where a width is given. */
export interface PlannedUsageQuery {
  readonly slices: readonly PlannedSlice[];
  readonly measures: readonly MeasureName[];
  readonly granularity?: Granularity;
  /** Only this pattern; all of them where it is undefined. */
  readonly patternId?: string;
}

export interface SqlStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

const instant = (ms: number): Date | string => (ms === -Infinity ? '-infinity' : new Date(ms));

/** Epoch milliseconds as a double, which the driver reads as a number. */
const asMilliseconds = (expression: string): string =>
  `(extract(epoch FROM ${expression}) * 1000)::double precision`;

/**
 * The statement for a planned query. Its rows: slice (index), pattern_id, name, bucket where a
 * granularity was given, and the measures; counts and sums as doubles, times in milliseconds.
 */
export const usageQuerySql = (query: PlannedUsageQuery): SqlStatement => {
  const values: unknown[] = [];
  const parameter = (value: unknown): string => `$${values.push(value)}`;
  const pattern = query.patternId === undefined ? undefined : parameter(query.patternId);
  const bucketOf = (column: string): string =>
    query.granularity === undefined
      ? 'NULL::timestamptz'
      : `time_bucket(INTERVAL '1 ${query.granularity}', ${column})`;

  const parts = query.slices.flatMap(({ segments }, slice) =>
    segments.map(({ source, from, to }) => {
      const raw = source === 'usage';
      const time = raw ? 'created_at' : 'bucket';
      const columns = query.measures.map((name) => {
        const { fromUsages, merge } = MEASURES[name];
        return `${raw ? fromUsages : merge} AS ${name}`;
      });
      return [
        `SELECT ${slice} AS slice, pattern_id, ${bucketOf(time)} AS bucket, ${columns.join(', ')}`,
        `FROM ${raw ? 'pattern_feedback' : `usage_${source}`}`,
        `WHERE ${time} >= ${parameter(instant(from))}::timestamptz AND ${time} < ${parameter(instant(to))}::timestamptz`,
        pattern === undefined ? '' : `AND pattern_id = ${pattern}::uuid`,
        `GROUP BY pattern_id, 3`,
      ].join(' ');
    }),
  );
  const outer = query.measures.map((name) => {
    const merged = MEASURES[name].merge;
    return `${TIME_MEASURES.has(name) ? asMilliseconds(merged) : `${merged}::double precision`} AS ${name}`;
  });
  const text = [
    'SELECT merged.*, patterns.name FROM (',
    `SELECT slice, pattern_id, ${asMilliseconds('bucket')} AS bucket, ${outer.join(', ')}`,
    `FROM (${parts.join(' UNION ALL ')}) AS segments`,
    'GROUP BY slice, pattern_id, segments.bucket',
    ') AS merged LEFT JOIN patterns ON patterns.id = merged.pattern_id',
    'ORDER BY merged.pattern_id, merged.slice, merged.bucket',
  ].join(' ');
  return { text, values };
};
