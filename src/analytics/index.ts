export { ANALYTICS_CONTROLLERS } from './questions.js';
export { AnalyticsModule } from './analytics.module.js';
export { noUsage, type PatternUsageStats, type UsageStats } from './usage-stats.js';
export { SuccessInterval } from './success-interval.dto.js';
export { UsageStatsService } from './usage-stats.service.js';
export { PatternTotals } from './usage-totals.dto.js';
export type { UsageStatsResponse } from './usage-stats.dto.js';
export { CoUsageService } from './relationships/co-usage.service.js';
export { groupBy } from './group-by.js';
export { descendingBy } from './ranking/descending-by.js';
export { UsedPatternsService } from './ranking/used-patterns.service.js';
export { saidRange } from './ranking/said-range.js';
export { MOST_PATTERNS, RangeQueryDto, SpanQueryDto } from './request/usage-query.dto.js';
export {
  type AskedRange,
  askedBuckets,
  askedRange,
  hasBegun,
  isPartial,
  MOST_BUCKETS,
  questionKey,
} from './request/usage-request.js';
export { LATENCY_RELATIVE_ERROR, latencyQuantiles } from './stats/bin-quantile.js';
export { METRIC_MEASURES, metricsOf, sumOf, type UsageMetrics } from './usage-metrics.js';
export { USAGE_TRENDS, type UsageTrend, usageTrend } from './usage-trend.js';
export { TREND_DIRECTIONS, type TrendDirection } from './linear-trend.js';
export { changePoint } from './stats/change-point.js';
export { mannKendall } from './stats/mann-kendall.js';
export { withoutRounding } from './stats/without-rounding.js';
export { probabilityBetter } from './stats/probability-better.js';
export { wilsonInterval } from './stats/wilson-interval.js';
