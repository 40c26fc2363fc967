import { Module } from '@nestjs/common';
import { DiscoveryService } from './discovery/discovery.service.js';
import { HistoryService } from './history/history.service.js';
import { CoUsageService } from './relationships/co-usage.service.js';
import { RelationshipsService } from './relationships/relationships.service.js';
import { SearchService } from './search/search.service.js';
import { UsageStatsService } from './usage-stats.service.js';
import { UsageTotalsService } from './usage-totals.service.js';

const services = [
  UsageStatsService,
  UsageTotalsService,
  SearchService,
  HistoryService,
  DiscoveryService,
  RelationshipsService,
  CoUsageService,
];

@Module({ providers: services, exports: services })
export class AnalyticsModule {}
