import type { Type } from '@nestjs/common';
import { AdoptionController } from './adoption/adoption.controller.js';
import { AdoptionService } from './adoption/adoption.service.js';
import { ComparisonController } from './comparison/comparison.controller.js';
import { ComparisonService } from './comparison/comparison.service.js';
import { CorrelationController } from './correlation/correlation.controller.js';
import { CorrelationService } from './correlation/correlation.service.js';
import { DiscoveryController } from './discovery/discovery.controller.js';
import { DiscoveryService } from './discovery/discovery.service.js';
import { EmergingPatternsController } from './emerging/emerging-patterns.controller.js';
import { EmergingPatternsService } from './emerging/emerging-patterns.service.js';
import { ErrorsController } from './errors/errors.controller.js';
import { ErrorsService } from './errors/errors.service.js';
import { ExportController } from './export/export.controller.js';
import { PatternExportService } from './export/pattern-export.service.js';
import { UsageExportService } from './export/usage-export.service.js';
import { UsageStatsExportService } from './export/usage-stats-export.service.js';
import { HistoryController } from './history/history.controller.js';
import { HistoryService } from './history/history.service.js';
import { OverviewController } from './overview/overview.controller.js';
import { OverviewService } from './overview/overview.service.js';
import { QualityTrendsController } from './quality-trends/quality-trends.controller.js';
import { QualityTrendsService } from './quality-trends/quality-trends.service.js';
import { QualityMetricsController } from './quality/quality-metrics.controller.js';
import { QualityMetricsService } from './quality/quality-metrics.service.js';
import { SuccessRatesController } from './ranking/success-rates.controller.js';
import { SuccessRatesService } from './ranking/success-rates.service.js';
import { TopPatternsController } from './ranking/top-patterns.controller.js';
import { TopPatternsService } from './ranking/top-patterns.service.js';
import { RelationshipsController } from './relationships/relationships.controller.js';
import { RelationshipsService } from './relationships/relationships.service.js';
import { SearchController } from './search/search.controller.js';
import { SearchService } from './search/search.service.js';
import { DashboardSummaryController } from './summary/dashboard-summary.controller.js';
import { DashboardSummaryService } from './summary/dashboard-summary.service.js';
import { PatternStatsController } from './summary/pattern-stats.controller.js';
import { PatternStatsService } from './summary/pattern-stats.service.js';
import { ActorSeriesService } from './time-series/actor-series.service.js';
import { TimeSeriesController } from './time-series/time-series.controller.js';
import { TimeSeriesService } from './time-series/time-series.service.js';
import { TrendsController } from './trends/trends.controller.js';
import { TrendsService } from './trends/trends.service.js';
import { UsageStatsController } from './usage-stats/usage-stats.controller.js';
import { UsageStatsService } from './usage-stats/usage-stats.service.js';

/** The questions: who takes each over HTTP, and who answers it. A further one is a line here. */
const QUESTIONS: readonly (readonly [controller: Type, ...services: Type[]])[] = [
  [UsageStatsController, UsageStatsService],
  [SearchController, SearchService],
  [HistoryController, HistoryService],
  [OverviewController, OverviewService],
  [DiscoveryController, DiscoveryService],
  [RelationshipsController, RelationshipsService],
  [SuccessRatesController, SuccessRatesService],
  [TopPatternsController, TopPatternsService],
  [EmergingPatternsController, EmergingPatternsService],
  [PatternStatsController, PatternStatsService],
  [DashboardSummaryController, DashboardSummaryService],
  [QualityMetricsController, QualityMetricsService],
  [ExportController, PatternExportService, UsageExportService, UsageStatsExportService],
  [TimeSeriesController, TimeSeriesService, ActorSeriesService],
  [AdoptionController, AdoptionService],
  [TrendsController, TrendsService],
  [QualityTrendsController, QualityTrendsService],
  [ComparisonController, ComparisonService],
  [ErrorsController, ErrorsService],
  [CorrelationController, CorrelationService],
];

export const ANALYTICS_CONTROLLERS = QUESTIONS.map(([controller]) => controller);
export const QUESTION_SERVICES = QUESTIONS.flatMap(([, ...services]) => services);
