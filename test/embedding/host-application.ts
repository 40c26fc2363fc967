import { Injectable, Module } from '@nestjs/common';
import {
  type PatternEffectiveness,
  PatternUsageTracker,
  PatternUsageTrackerModule,
  type TrackerSettings,
  type UsageStats,
} from '../../src/index.js';

const PATTERN = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';

/** Somebody else's service: it knows the tracker's name and nothing else of it. */
@Injectable()
export class CheckoutService {
  constructor(private readonly tracker: PatternUsageTracker) {}

  async payWithRetries(works: boolean): Promise<void> {
    await this.tracker.recordUsage({
      pattern_id: PATTERN,
      pattern_name: 'Retry with backoff',
      outcome: works ? 'success' : 'failure',
      quality_score: works ? 0.9 : null,
      execution_time_ms: 120,
    });
  }

  stats(): Promise<UsageStats> {
    return this.tracker.getUsageStats();
  }

  worth(): Promise<PatternEffectiveness> {
    return this.tracker.getPatternEffectiveness(PATTERN);
  }
}

/** An application that imports the tracker with settings that it knows at once. */
export const hostApplication = (settings: TrackerSettings): new () => object => {
  @Module({ imports: [PatternUsageTrackerModule.forRoot(settings)], providers: [CheckoutService] })
  class HostModule {}
  return HostModule;
};

@Injectable()
export class HostSettings {
  static dataDir = '';
  readonly dataDir = HostSettings.dataDir;
}

@Module({ providers: [HostSettings], exports: [HostSettings] })
class HostSettingsModule {}

/** The same with settings that another module provides. */
@Module({
  imports: [
    PatternUsageTrackerModule.forRootAsync({
      imports: [HostSettingsModule],
      inject: [HostSettings],
      useFactory: (settings: HostSettings) => Promise.resolve({ DATA_DIR: settings.dataDir }),
    }),
  ],
  providers: [CheckoutService],
})
export class HostModule {}
