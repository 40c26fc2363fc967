import { type DynamicModule, Global, Module, type ModuleMetadata } from '@nestjs/common';
import { Clock, SystemClock } from '../common/clock.js';
import { loadConfig } from './config.js';
import type { TrackerSettings } from './settings.js';
import { TRACKER_CONFIG } from './tracker-config.token.js';

/** Settings that another module's providers supply. */
export interface AsyncSettings {
  readonly imports?: ModuleMetadata['imports'];
  readonly inject?: readonly (string | symbol | (new (...dependencies: never[]) => unknown))[];
  readonly useFactory: (...dependencies: never[]) => TrackerSettings | Promise<TrackerSettings>;
}

/** The configuration and the clock, for every module of the tracker. */
@Global()
@Module({})
export class TrackerConfigModule {
  static forRootAsync({ imports = [], inject = [], useFactory }: AsyncSettings): DynamicModule {
    return {
      module: TrackerConfigModule,
      imports,
      providers: [
        {
          provide: TRACKER_CONFIG,
          inject: [...inject],
          useFactory: async (...dependencies: never[]) => loadConfig(await useFactory(...dependencies)),
        },
        { provide: Clock, useClass: SystemClock },
      ],
      exports: [TRACKER_CONFIG, Clock],
    };
  }
}
