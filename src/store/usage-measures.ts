/** How a measure is read from single usages, and how its parts are merged. */
interface Measure {
  readonly fromUsages: string;
  readonly merge: 'sum' | 'min' | 'max';
  /** A time is handed over in milliseconds since 1970. */
  readonly isTime?: boolean;
}

/** The measures a usage query can ask for; a rollup has each as a column of its name. */
export const MEASURES = {
  usages: { fromUsages: 'count(*)', merge: 'sum' },
  successes: { fromUsages: 'count(*) FILTER (WHERE success)', merge: 'sum' },
  quality_count: { fromUsages: 'count(quality_score)', merge: 'sum' },
  quality_sum: { fromUsages: 'sum(quality_score)', merge: 'sum' },
  execution_count: { fromUsages: 'count(execution_time_ms)', merge: 'sum' },
  execution_sum: { fromUsages: 'sum(execution_time_ms)', merge: 'sum' },
  first_used: { fromUsages: 'min(created_at)', merge: 'min', isTime: true },
  last_used: { fromUsages: 'max(created_at)', merge: 'max', isTime: true },
} as const satisfies Readonly<Record<string, Measure>>;

export type MeasureName = keyof typeof MEASURES;

/** The measures by what is common to them. */
export const measureOf = (name: MeasureName): Measure => MEASURES[name];
