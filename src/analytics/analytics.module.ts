import { Module } from '@nestjs/common';
import { CoUsageService } from './relationships/co-usage.service.js';
import { PatternGrowthService } from './emerging/pattern-growth.service.js';
import { UsedPatternsService } from './ranking/used-patterns.service.js';
import { QUESTION_SERVICES } from './questions.js';
import { RequestTime } from './request/request-time.js';
import { UsageTotalsService } from './usage-totals.service.js';

const services = [
  ...QUESTION_SERVICES,
  UsageTotalsService,
  CoUsageService,
  UsedPatternsService,
  PatternGrowthService,
];

@Module({ providers: [RequestTime, ...services], exports: services })
export class AnalyticsModule {}
