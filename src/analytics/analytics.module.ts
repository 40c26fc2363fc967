import { Module } from '@nestjs/common';
import { UsageStatsService } from './usage-stats.service.js';

@Module({ providers: [UsageStatsService], exports: [UsageStatsService] })
export class AnalyticsModule {}
