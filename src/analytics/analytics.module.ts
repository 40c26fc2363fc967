import { Module } from '@nestjs/common';
import { ActorCountsService } from './actors/actor-counts.service.js';
import { CounterCostsService } from './costs/counter-costs.service.js';
import { CoUsageService } from './relationships/co-usage.service.js';
import { PatternGrowthService } from './emerging/pattern-growth.service.js';
import { UsedPatternsService } from './ranking/used-patterns.service.js';
import { QUESTION_SERVICES } from './questions.js';
import { RequestClock } from './query/request-clock.js';
import { ReportService } from './report/report.service.js';
import { UsageTotalsService } from './usage-stats/usage-totals.service.js';

const services = [
  RequestClock,
  ReportService,
  CounterCostsService,
  ...QUESTION_SERVICES,
  UsageTotalsService,
  CoUsageService,
  ActorCountsService,
  UsedPatternsService,
  PatternGrowthService,
];

@Module({ providers: services, exports: services })
export class AnalyticsModule {}
