import { Module } from '@nestjs/common';
import { DiscoveryService } from './discovery/discovery.service.js';
import { HistoryService } from './history/history.service.js';
import { OverviewService } from './overview/overview.service.js';
import { CoUsageService } from './relationships/co-usage.service.js';
import { RelationshipsService } from './relationships/relationships.service.js';
import { SearchService } from './search/search.service.js';
import { EmergingPatternsService } from './emerging/emerging-patterns.service.js';
import { PatternGrowthService } from './emerging/pattern-growth.service.js';
import { QualityMetricsService } from './quality/quality-metrics.service.js';
import { UsedPatternsService } from './ranking/used-patterns.service.js';
import { SuccessRatesService } from './ranking/success-rates.service.js';
import { TopPatternsService } from './ranking/top-patterns.service.js';
import { DashboardSummaryService } from './summary/dashboard-summary.service.js';
import { PatternStatsService } from './summary/pattern-stats.service.js';
import { PatternExportService } from './export/pattern-export.service.js';
import { UsageExportService } from './export/usage-export.service.js';
import { UsageStatsExportService } from './export/usage-stats-export.service.js';
import { ComparisonService } from './comparison/comparison.service.js';
import { CorrelationService } from './correlation/correlation.service.js';
import { ErrorsService } from './errors/errors.service.js';
import { QualityTrendsService } from './quality-trends/quality-trends.service.js';
import { RequestTime } from './request/request-time.js';
import { TimeSeriesService } from './time-series/time-series.service.js';
import { TrendsService } from './trends/trends.service.js';
import { UsageStatsService } from './usage-stats.service.js';
import { UsageTotalsService } from './usage-totals.service.js';

const services = [
  UsageStatsService,
  PatternExportService,
  UsageExportService,
  UsageStatsExportService,
  UsageTotalsService,
  SearchService,
  HistoryService,
  DiscoveryService,
  RelationshipsService,
  CoUsageService,
  OverviewService,
  UsedPatternsService,
  PatternGrowthService,
  SuccessRatesService,
  TopPatternsService,
  EmergingPatternsService,
  PatternStatsService,
  DashboardSummaryService,
  QualityMetricsService,
  TimeSeriesService,
  TrendsService,
  QualityTrendsService,
  ComparisonService,
  ErrorsService,
  CorrelationService,
];

@Module({ providers: [RequestTime, ...services], exports: services })
export class AnalyticsModule {}
