export { pathsApiPatternAnalyticsIngestionGetParametersQueryGranularityValues as WIDTHS } from '../../api/schema.js';

/** What of what came in is shown over time. */
export const MEASURES = ['received', 'stored', 'amended', 'duplicates', 'rejected'] as const;
export type Measure = (typeof MEASURES)[number];

export const MEASURE_NAMES: Readonly<Record<Measure, string>> = {
  received: 'Received',
  stored: 'Stored',
  amended: 'Amended',
  duplicates: 'Stored before',
  rejected: 'Refused',
};
