import type { Course } from './use-course.js';

type Cell = string | number | boolean | null;

/** The figures of the charts, a row a bucket. */
export const figureRows = (course: Course): Readonly<Record<string, Cell>>[] =>
  course.buckets.map((bucket) => ({
    timestamp: bucket.timestamp,
    partial: bucket.partial === true,
    usages: bucket.usages,
    ...bucket.outcomes,
    success_rate: bucket.success_rate,
    success_lower: bucket.success_interval?.lower ?? null,
    success_upper: bucket.success_interval?.upper ?? null,
    average_quality: bucket.average_quality,
    p50_execution_time_ms: bucket.p50_execution_time_ms,
    p95_execution_time_ms: bucket.p95_execution_time_ms,
    p99_execution_time_ms: bucket.p99_execution_time_ms,
    cost_usd: bucket.costs?.cost_usd?.total ?? null,
    cost_told: bucket.costs?.cost_usd?.n ?? null,
  }));

/** Rows as CSV; none of their texts needs quotes. */
export const csvOf = (rows: readonly Readonly<Record<string, Cell>>[]): string =>
  [Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row))]
    .map((cells) => `${cells.map((cell) => String(cell ?? '')).join(',')}\r\n`)
    .join('');
