import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { RefusedError } from '../../client/client-error.js';
import { retryDelay } from '../../client/retry-delay.js';
import { resultsOf, type UsageResult } from '../../client/usage-batch.js';
import { InvalidInputError, StoreUnavailableError, UnstorableError } from '../../common/tracker-error.js';
import { PatternPipe } from '../../common/validation/pattern.pipe.js';
import { validateDto } from '../../common/validation/validate-dto.js';
import { IngestionService } from '../../ingestion/index.js';
import { PatternDescriptionDto, PatternsService, RegistrationService } from '../../patterns/index.js';
import { PatternUsageTracker, PatternUsageTrackerModule } from '../../tracker/index.js';
import { descriptionOf } from '../import/pattern-line.js';
import { registerInParts } from './registration-results.js';
import type { TrackerAccess } from './tracker-access.js';

/**
 * The tracker itself, in this process, on a TimescaleDB server. It runs no jobs: what it writes is in
 * every answer at once, and the rollups follow where a server runs on the same database.
 * @param retryForMs how long a batch is tried again while the database is away.
 * @throws StartupError
 */
export const openDatabase = async (databaseUrl: string, retryForMs: number): Promise<TrackerAccess> => {
  const settings = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    KAFKA_BROKERS: '',
  };
  const context = await NestFactory.createApplicationContext(
    PatternUsageTrackerModule.withoutJobs(settings),
    {
      logger: false,
      abortOnError: false,
    },
  );
  const tracker = context.get(PatternUsageTracker, { strict: false });
  const patterns = context.get(PatternsService, { strict: false });
  const registrations = context.get(RegistrationService, { strict: false });
  const ingestion = context.get(IngestionService, { strict: false });
  const recordWithRetries = async (usages: readonly unknown[]): Promise<UsageResult[]> => {
    const end = Date.now() + retryForMs;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return resultsOf(await ingestion.recordBatchWhenRoom(usages, 'tracker'), usages.length);
      } catch (error) {
        const delay = retryDelay(attempt);
        if (!(error instanceof StoreUnavailableError) || Date.now() + delay > end) throw error;
        await sleep(delay);
      }
    }
  };
  /** In halves where the store holds something against one of them, so that it alone is refused. */
  const recordBatch = async (usages: readonly unknown[]): Promise<UsageResult[]> => {
    try {
      return await recordWithRetries(usages);
    } catch (error) {
      if (!(error instanceof UnstorableError)) throw error;
      if (usages.length === 1) return [{ refused: new RefusedError(error.message, 422) }];
    }
    const middle = Math.ceil(usages.length / 2);
    return [...(await recordBatch(usages.slice(0, middle))), ...(await recordBatch(usages.slice(middle)))];
  };
  return {
    recordUsage: (usage) => tracker.recordUsage(usage),
    recordBatch,
    describePattern: async (pattern) => {
      try {
        const body = validateDto(PatternDescriptionDto, descriptionOf(pattern));
        await patterns.describe(new PatternPipe().transform(pattern.id, { type: 'param' }), body, {});
        return undefined;
      } catch (error) {
        if (error instanceof InvalidInputError) return new RefusedError(error.message, 422, error.violations);
        throw error;
      }
    },
    registerPatterns: (found, isOverwriting) =>
      registerInParts(found, (part) => registrations.register(part, isOverwriting)),
    getUsageStats: (patternId, hours) => tracker.getUsageStats(patternId, hours),
    getPatternEffectiveness: (patternId, hours) => tracker.getPatternEffectiveness(patternId, hours),
    close: () => context.close(),
  };
};
