import { Module } from '@nestjs/common';
import { AnalyticsModule } from '../analytics/index.js';
import { EffectivenessService } from './effectiveness.service.js';
import { PatternTableService } from './pattern-table.service.js';
import { TopPerformingService } from './top-performing.service.js';

const services = [EffectivenessService, TopPerformingService, PatternTableService];

@Module({
  imports: [AnalyticsModule],
  providers: services,
  exports: services,
})
export class EffectivenessModule {}
