import { type DynamicModule, Module } from '@nestjs/common';
import { AnalyticsModule } from '../analytics/index.js';
import { CacheModule } from '../cache/cache.module.js';
import { type AsyncSettings, TrackerConfigModule } from '../config/config.module.js';
import type { TrackerSettings } from '../config/settings.js';
import { EffectivenessModule } from '../effectiveness/index.js';
import { ErasureModule } from '../erasure/index.js';
import { IngestionModule } from '../ingestion/index.js';
import { JobsModule } from '../jobs/index.js';
import { PatternsModule } from '../patterns/index.js';
import { StoreModule } from '../store/store.module.js';
import { PatternUsageTracker } from './pattern-usage-tracker.js';

const features = [IngestionModule, AnalyticsModule, EffectivenessModule, PatternsModule, ErasureModule];

const moduleOf = (settings: AsyncSettings, ownFeatures: typeof features): DynamicModule => ({
  module: PatternUsageTrackerModule,
  global: true,
  imports: [TrackerConfigModule.forRootAsync(settings), StoreModule, CacheModule, ...ownFeatures],
  providers: [PatternUsageTracker],
  exports: [PatternUsageTracker, ...ownFeatures],
});

/** The whole tracker without an HTTP server: import it once and inject PatternUsageTracker. */
@Module({})
export class PatternUsageTrackerModule {
  /** @param settings by the names of the environment variables; what is left out has its default. */
  static forRoot(settings: TrackerSettings | NodeJS.ProcessEnv = {}): DynamicModule {
    return this.forRootAsync({ useFactory: () => settings });
  }

  static forRootAsync(settings: AsyncSettings): DynamicModule {
    return moduleOf(settings, [...features, JobsModule]);
  }

  /** Without the background jobs, which another process does on the same database. */
  static withoutJobs(settings: TrackerSettings | NodeJS.ProcessEnv): DynamicModule {
    return moduleOf({ useFactory: () => settings }, features);
  }
}
