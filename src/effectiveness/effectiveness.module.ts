import { Module } from '@nestjs/common';
import { AnalyticsModule } from '../analytics/index.js';
import { EffectivenessService } from './effectiveness.service.js';

@Module({
  imports: [AnalyticsModule],
  providers: [EffectivenessService],
  exports: [EffectivenessService],
})
export class EffectivenessModule {}
