import { Module } from '@nestjs/common';
import { AnalyticsModule } from '../analytics/index.js';
import { EffectivenessService } from './effectiveness.service.js';
import { LastUsagesService } from './life-cycle/last-usages.service.js';
import { ToRetireService } from './life-cycle/to-retire.service.js';
import { PatternTableService } from './pattern-table.service.js';
import { AssessmentService } from './recommendations/assessment.service.js';
import { RecommendationsService } from './recommendations/recommendations.service.js';
import { TopPerformingService } from './top-performing.service.js';

const services = [
  EffectivenessService,
  TopPerformingService,
  PatternTableService,
  AssessmentService,
  RecommendationsService,
  LastUsagesService,
  ToRetireService,
];

@Module({
  imports: [AnalyticsModule],
  providers: services,
  exports: services,
})
export class EffectivenessModule {}
