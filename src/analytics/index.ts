export { AnalyticsModule } from './analytics.module.js';
export { noUsage, type PatternUsageStats, type UsageStats } from './usage-stats.js';
export { UsageStatsService } from './usage-stats.service.js';
export type { UsageTrend } from './usage-trend.js';
export { PatternTotals } from './usage-totals.dto.js';
export type { UsageStatsResponse } from './usage-stats.dto.js';
export { UsageStatsController } from './usage-stats.controller.js';
