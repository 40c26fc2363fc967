import type { Granularity } from '../common/time-range.js';
import type { Segment } from './rollup.plan.js';
import { measureOf, type MeasureName } from './usage-measures.js';

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

const milliseconds = (expression: string): string => `floor(extract(epoch FROM ${expression}) * 1000)`;

/** Values of one column, in the rows' order, as one text: `3,,17` where the second is null. */
const listed = (expression: string, name: string): string =>
  `string_agg(coalesce(${expression}::text, ''), ',') AS ${name}`;

/**
 * The statement for a planned query. It answers a row for each slice (its index) and pattern, with
 * the pattern's name and one text for each measure, and for the buckets where a granularity was
 * given: what the segments hold, listed. Lists, because a database spends more on sending a row
 * than on making it; unmerged, because buckets that segments share are few.
 */
export const usageQuerySql = (query: PlannedUsageQuery): SqlStatement => {
  const { slices, measures, granularity } = query;
  const values: unknown[] = [];
  const parameter = (value: unknown): string => `$${values.push(value)}`;
  const pattern = query.patternId === undefined ? undefined : parameter(query.patternId);

  const selectSegment = ({ source, from, to }: Segment, slice: number): string => {
    const raw = source === 'usage';
    const time = raw ? 'created_at' : 'bucket';
    // A rollup's own buckets have one row a pattern.
    const asItIs = source === granularity;
    const column = (name: MeasureName): string => {
      const { fromUsages, merge } = measureOf(name);
      if (raw) return `${fromUsages} AS ${name}`;
      return asItIs ? name : `${merge}(${name}) AS ${name}`;
    };
    const bucket = asItIs ? 'bucket' : `time_bucket(INTERVAL '1 ${granularity}', ${time}) AS bucket`;
    const columns = [...(granularity ? [bucket] : []), ...measures.map(column)];
    return [
      `SELECT ${slice} AS slice, pattern_id, ${columns.join(', ')}`,
      `FROM ${raw ? 'pattern_feedback' : `usage_${source}`}`,
      `WHERE ${time} >= ${parameter(instant(from))}::timestamptz AND ${time} < ${parameter(instant(to))}::timestamptz`,
      ...(pattern === undefined ? [] : [`AND pattern_id = ${pattern}::uuid`]),
      ...(asItIs ? [] : [`GROUP BY pattern_id${granularity ? ', 3' : ''}`]),
    ].join(' ');
  };

  const parts = slices.flatMap(({ segments }, slice) => segments.map((each) => selectSegment(each, slice)));
  const lists = measures.map((name) => listed(measureOf(name).isTime ? milliseconds(name) : name, name));
  if (granularity) lists.unshift(listed(milliseconds('bucket'), 'bucket'));
  const text = [
    'SELECT found.*, patterns.name FROM (',
    `SELECT slice, pattern_id, ${lists.join(', ')}`,
    `FROM (${parts.join(' UNION ALL ')}) AS segments GROUP BY slice, pattern_id`,
    ') AS found LEFT JOIN patterns ON patterns.id = found.pattern_id',
    'ORDER BY found.pattern_id, found.slice',
  ].join(' ');
  return { text, values };
};
