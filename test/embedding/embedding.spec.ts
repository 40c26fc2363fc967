import type { INestApplicationContext } from '@nestjs/common';
import { afterEach, describe, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import {
  InvalidInputError,
  PatternUsageTracker,
  StartupError,
  StoreUnavailableError,
} from '../../src/index.js';
import { TrackerDataSource } from '../../src/store/connection/tracker-data-source.js';
import { scratchDataDir } from '../support/scratch.js';
import { CheckoutService, hostApplication, HostModule, HostSettings } from './host-application.js';

const PATTERN = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';

let host: INestApplicationContext | undefined;
const open = async (module: new () => object): Promise<INestApplicationContext> => {
  host = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
  return host;
};
afterEach(async () => {
  await host?.close();
  host = undefined;
});

describe('an application that only imports the module', () => {
  it('records and asks with settings known at once', async () => {
    const service = (await open(hostApplication({ DATA_DIR: scratchDataDir() }))).get(CheckoutService);
    await service.payWithRetries(true);
    await service.payWithRetries(true);
    await service.payWithRetries(false);
    expect(await service.stats()).toEqual({
      patterns: [
        {
          pattern_id: PATTERN,
          pattern_name: 'Retry with backoff',
          total_usages: 3,
          success_count: 2,
          failure_count: 1,
          success_rate: 2 / 3,
          average_quality_score: 0.9,
          average_execution_time_ms: 120,
          usage_trend: 'increasing',
          first_used: expect.stringMatching(/Z$/),
          last_used: expect.stringMatching(/Z$/),
        },
      ],
      total_matching: 1,
      total_patterns: 1,
      time_range_hours: 168,
    });
    expect(await service.worth()).toMatchObject({ confidence: 0.1, components: { usage_frequency: 0.03 } });
  });

  it('records and asks with settings from another module', async () => {
    HostSettings.dataDir = scratchDataDir();
    const service = (await open(HostModule)).get(CheckoutService);
    await service.payWithRetries(true);
    expect((await service.stats()).total_patterns).toBe(1);
  });

  it('is refused with a StartupError where the settings are wrong', async () => {
    await expect(open(hostApplication({ CHUNK_INTERVAL_DAYS: 0 }))).rejects.toThrow(
      new StartupError('Wrong configuration: CHUNK_INTERVAL_DAYS must be a whole number from 1 to 365.'),
    );
  });
});

describe('PatternUsageTracker', () => {
  it('rejects with typed errors', async () => {
    const context = await open(hostApplication({ DATA_DIR: scratchDataDir() }));
    const tracker = context.get(PatternUsageTracker);
    const wrong = { pattern_id: 'no id', outcome: 'success', quality_score: NaN } as const;
    await expect(tracker.recordUsage(wrong)).rejects.toBeInstanceOf(InvalidInputError);
    await expect(
      tracker.recordUsage({ pattern_id: PATTERN, outcome: 'success', context: { n: 10n } }),
    ).rejects.toMatchObject({ violations: [{ pointer: '/context/n', code: 'wrong_type' }] });
    await expect(tracker.getPatternEffectiveness('x'.repeat(257))).rejects.toMatchObject({
      violations: [{ pointer: '/patternId', code: 'invalid_text' }],
    });
    for (const hours of [0, -1, NaN, Infinity]) {
      await expect(tracker.getUsageStats(PATTERN, hours)).rejects.toBeInstanceOf(InvalidInputError);
    }
    expect((await tracker.getUsageStats(null, 0.5)).time_range_hours).toBe(0.5);
    expect((await tracker.getUsageStats(null, Number.MAX_VALUE)).patterns).toEqual([]);
    await context.get(TrackerDataSource, { strict: false }).destroy();
    await expect(tracker.recordUsage({ pattern_id: PATTERN, outcome: 'success' })).rejects.toBeInstanceOf(
      StoreUnavailableError,
    );
    await expect(tracker.getUsageStats()).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});
