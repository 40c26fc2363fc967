import { type DynamicModule, Module } from '@nestjs/common';
import { ANALYTICS_CONTROLLERS } from './analytics/index.js';
import type { TrackerSettings } from './config/settings.js';
import {
  EffectivenessController,
  RecommendationsController,
  PatternTableController,
  ToRetireController,
  TopPerformingController,
} from './effectiveness/index.js';
import { ErasureController } from './erasure/index.js';
import { FeedbackController, OtlpController, OtlpGrpcServer, UsageController } from './ingestion/index.js';
import { LiveModule } from './live/index.js';
import {
  ArrivalsController,
  ArrivalsService,
  HealthController,
  HealthService,
  JobsController,
  JobsService,
  MetricsController,
  MetricsService,
  UnmappedController,
  UnmappedService,
} from './ops/index.js';
import { LifeCycleController, PatternsController, RegistrationController } from './patterns/index.js';
import { PatternUsageTrackerModule } from './tracker/index.js';

/** The HTTP server around the tracker. */
@Module({})
export class AppModule {
  static forRoot(settings: TrackerSettings | NodeJS.ProcessEnv): DynamicModule {
    return {
      module: AppModule,
      imports: [PatternUsageTrackerModule.forRoot(settings), LiveModule],
      controllers: [
        UsageController,
        FeedbackController,
        OtlpController,
        ...ANALYTICS_CONTROLLERS,
        EffectivenessController,
        TopPerformingController,
        PatternTableController,
        ToRetireController,
        RecommendationsController,
        RegistrationController,
        PatternsController,
        LifeCycleController,
        ErasureController,
        ArrivalsController,
        UnmappedController,
        HealthController,
        MetricsController,
        JobsController,
      ],
      providers: [
        OtlpGrpcServer,
        ArrivalsService,
        UnmappedService,
        HealthService,
        MetricsService,
        JobsService,
      ],
    };
  }
}
