import type { CostMeasure, MeasureName } from '../../store/rollups/usage-measures.js';
import type { UsageKey } from '../../store/usages/usage-question.js';
import type { UsageAnswer } from '../../store/usages/usage-rows.js';
import { latencyQuantiles } from '../stats/bin-quantile.js';
import { METRIC_MEASURES, metricsOf, sumOf, unknownsOf, type UsageMetrics } from '../usage-metrics.js';

type Row = UsageAnswer<MeasureName>;

/** What a metric is read from, and what it is of usages that are spread over several answers. */
export interface SeriesMetric {
  readonly measures: readonly MeasureName[];
  readonly keys: readonly UsageKey[];
  /** Of what only some usages report: how many do. */
  readonly told?: CostMeasure;
  /** Null where nothing was measured. */
  readonly of: (rows: readonly Row[]) => number | null;
}

const average = (of: (metrics: UsageMetrics) => number | null): SeriesMetric => ({
  measures: METRIC_MEASURES,
  keys: ['pattern'],
  of: (rows) => of(metricsOf(rows)),
});

const latency = (quantile: number): SeriesMetric => ({
  measures: ['usages'],
  keys: ['pattern', 'latency_bin'],
  of: (rows) =>
    latencyQuantiles(
      rows.map(({ bin, usages }) => ({ bin: bin!, usages: usages! })),
      [quantile],
    )[0]!,
});

/** The sum of what usages report. */
const reported = (told: CostMeasure, ...sums: readonly CostMeasure[]): SeriesMetric => ({
  measures: ['usages', told, ...sums],
  keys: ['pattern'],
  told,
  of: (rows) =>
    sumOf(rows, told) === 0 ? null : sums.reduce((total, measure) => total + sumOf(rows, measure), 0),
});

/** Rates and qualities are 0..1, times milliseconds, costs US dollars, saved time seconds. */
const METRICS = {
  quality: average(({ averageQuality }) => averageQuality),
  usage: {
    measures: ['usages'],
    keys: ['pattern'],
    of: (rows: readonly Row[]) => sumOf(rows, 'usages') + unknownsOf(rows),
  },
  success_rate: average(({ successRate }) => successRate),
  execution_time: average(({ averageExecutionMs }) => averageExecutionMs),
  latency_p50: latency(0.5),
  latency_p95: latency(0.95),
  latency_p99: latency(0.99),
  cost: reported('cost_count', 'cost_sum'),
  tokens: reported('tokens_count', 'input_tokens_sum', 'output_tokens_sum'),
  time_saved: reported('time_saved_count', 'time_saved_sum'),
} as const satisfies Readonly<Record<string, SeriesMetric>>;

export type MeasuredMetricName = keyof typeof METRICS;
/** Distinct actors do not add up, so they are no measure. */
export type SeriesMetricName = MeasuredMetricName | 'actors';
export const SERIES_METRICS: readonly SeriesMetricName[] = [
  ...(Object.keys(METRICS) as MeasuredMetricName[]),
  'actors',
];

/** The metrics by what is common to them. */
export const seriesMetric = (name: MeasuredMetricName): SeriesMetric => METRICS[name];

/** Whether a metric is a quantile, which is read from bins. */
export const isQuantile = (name: SeriesMetricName): boolean => name.startsWith('latency_');
