import type { UsageMetrics } from '../usage-metrics.js';

export const TREND_TYPES = ['usage', 'quality', 'performance'] as const;
export type TrendType = (typeof TREND_TYPES)[number];

/** What a trend is of, in one bucket; null where nothing was measured. */
export const trendValue: Readonly<Record<TrendType, (metrics: UsageMetrics) => number | null>> = {
  usage: ({ usages }) => usages,
  quality: ({ averageQuality }) => averageQuality,
  performance: ({ averageExecutionMs }) => averageExecutionMs,
};

/** The largest that it can be. */
export const MAX_VALUE: Readonly<Record<TrendType, number>> = {
  usage: Infinity,
  quality: 1,
  performance: Infinity,
};
