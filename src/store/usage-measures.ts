/** How a measure is read from single usages, and how from rows that already hold it. */
interface Measure {
  readonly fromUsages: string;
  readonly merge: string;
}

/** The measures a usage query can ask for. Sums, so that they merge across buckets. */
export const MEASURES = {
  usages: { fromUsages: 'count(*)', merge: 'sum(usages)' },
  successes: { fromUsages: 'count(*) FILTER (WHERE success)', merge: 'sum(successes)' },
  quality_count: { fromUsages: 'count(quality_score)', merge: 'sum(quality_count)' },
  quality_sum: { fromUsages: 'sum(quality_score)', merge: 'sum(quality_sum)' },
  execution_count: { fromUsages: 'count(execution_time_ms)', merge: 'sum(execution_count)' },
  execution_sum: { fromUsages: 'sum(execution_time_ms)', merge: 'sum(execution_sum)' },
  first_used: { fromUsages: 'min(created_at)', merge: 'min(first_used)' },
  last_used: { fromUsages: 'max(created_at)', merge: 'max(last_used)' },
} as const satisfies Readonly<Record<string, Measure>>;

export type MeasureName = keyof typeof MEASURES;

/** Measures that are times; the others are numbers. */
export const TIME_MEASURES: ReadonlySet<string> = new Set<MeasureName>(['first_used', 'last_used']);
