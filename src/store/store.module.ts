import { Global, Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { TrackerConfig } from '../config/config.js';
import { TRACKER_CONFIG } from '../config/tracker-config.token.js';
import { DATA_SOURCE_NAME, openStore } from './connection/open-store.js';
import { CallRepository } from './calls/call.repository.js';
import { EvaluationRepository } from './calls/evaluation.repository.js';
import { CounterRepository } from './counters/counter.repository.js';
import { ChunkRepository } from './retention/chunk.repository.js';
import { ChunkUpkeep } from './retention/chunk-upkeep.js';
import { ActorRepository } from './usages/actor.repository.js';
import { ActorKeyRepository } from './usages/actor-key.repository.js';
import { AgingChunkRepository } from './retention/aging-chunk.repository.js';
import { CoUsageRepository } from './co-usage/co-usage.repository.js';
import { DiscoveryRepository } from './patterns/discovery.repository.js';
import { ErasureRepository } from './usages/erasure.repository.js';
import { AssessmentRepository } from './patterns/assessment.repository.js';
import { ErrorUsageRepository } from './usages/error-usage.repository.js';
import { FeedbackRepository } from './usages/feedback.repository.js';
import { IngestionCountRepository } from './usages/ingestion-count.repository.js';
import { UnmappedRepository } from './usages/unmapped.repository.js';
import { IssueRepository } from './usages/issue.repository.js';
import { JobRepository } from './jobs/job.repository.js';
import { PatternHistoryRepository } from './usages/pattern-history.repository.js';
import { PatternRegister } from './patterns/pattern-register.js';
import { PatternSearchRepository } from './patterns/pattern-search.repository.js';
import { PatternRepository } from './patterns/pattern.repository.js';
import { PatternStateRepository } from './patterns/pattern-state.repository.js';
import { RetiredPatterns } from './patterns/retired-patterns.js';
import { RecentUsageRepository } from './usages/recent-usage.repository.js';
import { RetentionClock } from './retention/retention-clock.repository.js';
import { RollupFailureRepository } from './rollups/rollup-failure.repository.js';
import { InvalidationRepository } from './rollups/invalidation.repository.js';
import { RollupRepository } from './rollups/rollup.repository.js';
import { UpkeepRepository } from './jobs/upkeep.repository.js';
import { UsageExportRepository } from './usages/usage-export.repository.js';
import { UsageReadRepository } from './usages/usage-read.repository.js';
import { UsageWriteRepository } from './usages/usage-write.repository.js';
import { RollupRefresh } from './rollups/rollup-refresh.js';
import { MinuteRepository } from './rollups/minute.repository.js';
import { TrackerDataSource } from './connection/tracker-data-source.js';

const DATA_SOURCE = getDataSourceToken(DATA_SOURCE_NAME);

const repositories = [
  { provide: TrackerDataSource, inject: [DATA_SOURCE], useFactory: (store: TrackerDataSource) => store },
  {
    provide: ChunkRepository,
    inject: [TrackerDataSource, TRACKER_CONFIG],
    useFactory: (store: TrackerDataSource, config: TrackerConfig) => new ChunkRepository(store, config.store),
  },
  { provide: PatternRegister, useFactory: () => new PatternRegister() },
  {
    provide: UsageWriteRepository,
    inject: [TrackerDataSource, PatternRegister, ChunkRepository, TRACKER_CONFIG],
    useFactory: (
      store: TrackerDataSource,
      register: PatternRegister,
      chunks: ChunkRepository,
      config: TrackerConfig,
    ) => new UsageWriteRepository(store, register, chunks, config.store.retention.minute),
  },
  {
    provide: CallRepository,
    inject: [TrackerDataSource, UsageWriteRepository, ErasureRepository, ChunkRepository, TRACKER_CONFIG],
    useFactory: (
      store: TrackerDataSource,
      usages: UsageWriteRepository,
      erasure: ErasureRepository,
      chunks: ChunkRepository,
      config: TrackerConfig,
    ) => new CallRepository(store, usages, erasure, chunks, config.store.retention),
  },
  {
    provide: EvaluationRepository,
    inject: [TrackerDataSource, TRACKER_CONFIG],
    useFactory: (store: TrackerDataSource, config: TrackerConfig) =>
      new EvaluationRepository(store, config.store.retention),
  },
  {
    provide: CounterRepository,
    inject: [TrackerDataSource],
    useFactory: (store: TrackerDataSource) => new CounterRepository(store),
  },
  {
    provide: FeedbackRepository,
    inject: [TrackerDataSource, TRACKER_CONFIG],
    useFactory: (store: TrackerDataSource, config: TrackerConfig) =>
      new FeedbackRepository(store, config.store.retention),
  },
  {
    provide: UsageReadRepository,
    inject: [TrackerDataSource, TRACKER_CONFIG],
    useFactory: (store: TrackerDataSource, config: TrackerConfig) =>
      new UsageReadRepository(store, config.store.retention),
  },
  {
    provide: ActorRepository,
    inject: [TrackerDataSource, TRACKER_CONFIG],
    useFactory: (store: TrackerDataSource, config: TrackerConfig) =>
      new ActorRepository(store, config.store.retention),
  },
  {
    provide: ActorKeyRepository,
    inject: [TrackerDataSource],
    useFactory: (store: TrackerDataSource) => new ActorKeyRepository(store),
  },
  {
    provide: AssessmentRepository,
    inject: [TrackerDataSource],
    useFactory: (store: TrackerDataSource) => new AssessmentRepository(store),
  },
  {
    provide: ErrorUsageRepository,
    inject: [TrackerDataSource],
    useFactory: (store: TrackerDataSource) => new ErrorUsageRepository(store),
  },
  {
    provide: PatternRepository,
    inject: [TrackerDataSource, PatternRegister],
    useFactory: (store: TrackerDataSource, register: PatternRegister) =>
      new PatternRepository(store, register),
  },
  {
    provide: PatternStateRepository,
    inject: [TrackerDataSource],
    useFactory: (store: TrackerDataSource) => new PatternStateRepository(store),
  },
  {
    provide: RetiredPatterns,
    inject: [TrackerDataSource],
    useFactory: (store: TrackerDataSource) => new RetiredPatterns(store),
  },
  {
    provide: PatternSearchRepository,
    inject: [TrackerDataSource],
    useFactory: (store: TrackerDataSource) => new PatternSearchRepository(store),
  },
  {
    provide: PatternHistoryRepository,
    inject: [TrackerDataSource],
    useFactory: (store: TrackerDataSource) => new PatternHistoryRepository(store),
  },
  {
    provide: DiscoveryRepository,
    inject: [TrackerDataSource],
    useFactory: (store: TrackerDataSource) => new DiscoveryRepository(store),
  },
  {
    provide: CoUsageRepository,
    inject: [TrackerDataSource],
    useFactory: (store: TrackerDataSource) => new CoUsageRepository(store),
  },
  {
    provide: IngestionCountRepository,
    inject: [TrackerDataSource],
    useFactory: (store: TrackerDataSource) => new IngestionCountRepository(store),
  },
  {
    provide: UnmappedRepository,
    inject: [TrackerDataSource],
    useFactory: (store: TrackerDataSource) => new UnmappedRepository(store),
  },
  {
    provide: IssueRepository,
    inject: [TrackerDataSource],
    useFactory: (store: TrackerDataSource) => new IssueRepository(store),
  },
  {
    provide: RecentUsageRepository,
    inject: [TrackerDataSource],
    useFactory: (store: TrackerDataSource) => new RecentUsageRepository(store),
  },
  {
    provide: RollupRepository,
    inject: [TrackerDataSource, ChunkRepository, TRACKER_CONFIG],
    useFactory: (store: TrackerDataSource, chunks: ChunkRepository, config: TrackerConfig) =>
      new RollupRepository(store, config.store.retention, chunks),
  },
  {
    provide: ErasureRepository,
    inject: [TrackerDataSource, TRACKER_CONFIG],
    useFactory: (store: TrackerDataSource, config: TrackerConfig) =>
      new ErasureRepository(store, config.store.retention),
  },
  {
    provide: UpkeepRepository,
    inject: [TrackerDataSource],
    useFactory: (store: TrackerDataSource) => new UpkeepRepository(store),
  },
  {
    provide: UsageExportRepository,
    inject: [TrackerDataSource],
    useFactory: (store: TrackerDataSource) => new UsageExportRepository(store),
  },
  {
    provide: RollupRefresh,
    inject: [RollupRepository, InvalidationRepository, RollupFailureRepository, MinuteRepository],
    useFactory: (
      rollups: RollupRepository,
      invalidations: InvalidationRepository,
      failures: RollupFailureRepository,
      minutes: MinuteRepository,
    ) => new RollupRefresh(rollups, invalidations, failures, minutes),
  },
  {
    provide: MinuteRepository,
    inject: [TrackerDataSource, RollupRepository, RollupFailureRepository],
    useFactory: (store: TrackerDataSource, rollups: RollupRepository, failures: RollupFailureRepository) =>
      new MinuteRepository(store, rollups, failures),
  },
  {
    provide: InvalidationRepository,
    inject: [TrackerDataSource],
    useFactory: (store: TrackerDataSource) => new InvalidationRepository(store),
  },
  {
    provide: RollupFailureRepository,
    inject: [TrackerDataSource],
    useFactory: (store: TrackerDataSource) => new RollupFailureRepository(store),
  },
  {
    provide: ChunkUpkeep,
    inject: [TrackerDataSource, RollupRepository, MinuteRepository, RetentionClock, TRACKER_CONFIG],
    useFactory: (
      store: TrackerDataSource,
      rollups: RollupRepository,
      minutes: MinuteRepository,
      clock: RetentionClock,
      config: TrackerConfig,
    ) => new ChunkUpkeep(new AgingChunkRepository(store), rollups, minutes, clock, config.store),
  },
  {
    provide: RetentionClock,
    inject: [TrackerDataSource],
    useFactory: (store: TrackerDataSource) => new RetentionClock(store),
  },
  {
    provide: JobRepository,
    inject: [TrackerDataSource],
    useFactory: (store: TrackerDataSource) => new JobRepository(store),
  },
];

/** The data source and the repositories that every feature shares. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      name: DATA_SOURCE_NAME,
      inject: [TRACKER_CONFIG],
      // The opening waits for a server by itself, and what it refuses stays refused.
      useFactory: (config: TrackerConfig) => ({
        type: 'postgres',
        toRetry: () => false,
        extra: { storeConfig: config.store },
      }),
      dataSourceFactory: (options) =>
        openStore((options as { extra: { storeConfig: TrackerConfig['store'] } }).extra.storeConfig),
    }),
  ],
  providers: repositories,
  exports: repositories.map(({ provide }) => provide),
})
export class StoreModule {}
