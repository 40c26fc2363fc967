import type { TimeRange } from '../../common/time-range.js';
import { instant } from '../connection/instant.js';
import { floorToBucket, type RollupLevel } from '../rollups/rollup-level.js';
import type { SourcePlan } from '../rollups/rollup.plan.js';
import type { Parameter } from './usage-filter.sql.js';

/** The statement that reads a question's rows of a source; TIME stands in the bounds for the source's time. */
export type Select = (source: 'usage' | RollupLevel, bounds: string) => string;

/** What is read from one place of a plan. */
export const placeSql = (
  { source, ranges, minutesUntil = Infinity }: SourcePlan,
  select: Select,
  parameter: Parameter,
): string => {
  const time = (value: number): string => parameter(instant(value), 'timestamptz');
  const [{ from, to }] = ranges as [TimeRange];
  if (source === 'newest') {
    // One statement sees one watermark, and the minutes and invalidations as they were with it.
    const whole = time(floorToBucket(minutesUntil, 'minute'));
    const start = time(from);
    const edge = `(SELECT least(watermark, CASE WHEN watermark > ${time(minutesUntil)} THEN ${whole} END,
        (SELECT min(bucket) FROM rollup_invalidation WHERE level = 'minute' AND bucket >= ${start}))
      FROM rollup_watermark WHERE level = 'minute')`;
    const bounds = `TIME >= ${start} AND TIME < ${time(to)}`;
    return [
      select('minute', `${bounds} AND TIME < ${edge}`),
      select('usage', `${bounds} AND TIME >= ${edge}`),
    ].join(' UNION ALL ');
  }
  if (ranges.length === 1) return select(source, `TIME >= ${time(from)} AND TIME < ${time(to)}`);
  const edges = (edge: 'from' | 'to'): string =>
    parameter(
      ranges.map((range) => instant(range[edge])),
      'timestamptz[]',
    );
  // Each range is looked up by itself, so that only its chunks are opened.
  return [
    `SELECT part.* FROM unnest(${edges('from')}, ${edges('to')}) AS span (lower, upper)`,
    `CROSS JOIN LATERAL (${select(source, 'TIME >= span.lower AND TIME < span.upper')}) AS part`,
  ].join(' ');
};
