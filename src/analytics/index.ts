export { AnalyticsModule } from './analytics.module.js';
export { noUsage, type PatternUsageStats, type UsageStats } from './usage-stats.js';
export { SuccessInterval } from './success-interval.dto.js';
export { UsageStatsService } from './usage-stats.service.js';
export { PatternTotals } from './usage-totals.dto.js';
export type { UsageStatsResponse } from './usage-stats.dto.js';
export { UsageStatsController } from './usage-stats.controller.js';
export { DiscoveryController } from './discovery/discovery.controller.js';
export { HistoryController } from './history/history.controller.js';
export { CoUsageService } from './relationships/co-usage.service.js';
export { RelationshipsController } from './relationships/relationships.controller.js';
export { SearchController } from './search/search.controller.js';
export { SuccessRatesController } from './ranking/success-rates.controller.js';
export { TopPatternsController } from './ranking/top-patterns.controller.js';
export { EmergingPatternsController } from './emerging/emerging-patterns.controller.js';
export { PatternStatsController } from './summary/pattern-stats.controller.js';
export { DashboardSummaryController } from './summary/dashboard-summary.controller.js';
export { OverviewController } from './overview/overview.controller.js';
export { QualityMetricsController } from './quality/quality-metrics.controller.js';
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
export { ExportController } from './export/export.controller.js';
export { ComparisonController } from './comparison/comparison.controller.js';
export { CorrelationController } from './correlation/correlation.controller.js';
export { ErrorsController } from './errors/errors.controller.js';
export { QualityTrendsController } from './quality-trends/quality-trends.controller.js';
export { TimeSeriesController } from './time-series/time-series.controller.js';
export { TrendsController } from './trends/trends.controller.js';
export { TREND_DIRECTIONS, type TrendDirection } from './linear-trend.js';
export { changePoint } from './stats/change-point.js';
export { mannKendall } from './stats/mann-kendall.js';
export { withoutRounding } from './stats/without-rounding.js';
export { probabilityBetter } from './stats/probability-better.js';
export { wilsonInterval } from './stats/wilson-interval.js';
