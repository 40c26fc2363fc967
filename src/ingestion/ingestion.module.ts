import { type BeforeApplicationShutdown, Module } from '@nestjs/common';
import { AnswerCache } from '../cache/answer-cache.js';
import { ChangeFeed } from '../cache/change-feed.js';
import { Clock } from '../common/clock.js';
import type { Written } from '../common/usage.js';
import type { TrackerConfig } from '../config/config.js';
import { TRACKER_CONFIG } from '../config/tracker-config.token.js';
import { CallRepository } from '../store/calls/call.repository.js';
import { UsageWriteRepository } from '../store/usages/usage-write.repository.js';
import { TrackerDataSource } from '../store/connection/tracker-data-source.js';
import { SourceCountWriter } from './source-count-writer.js';
import { SourceCounts } from './source-counts.js';
import { FeedbackService } from './feedback.service.js';
import { GroupCommit } from './group-commit.js';
import { HttpUsageService } from './http-usage.service.js';
import { IngestionService } from './ingestion.service.js';
import { UsageConsumer } from './kafka/usage-consumer.js';
import { UsagePublisher } from './kafka/usage-publisher.js';
import { EvaluationService } from './otlp/evaluation.service.js';
import { CounterService } from './otlp/metrics/counter.service.js';
import { OtlpService } from './otlp/otlp.service.js';
import { usageRules } from './usage-rules.js';
import { UnmappedNames } from './otlp/unmapped/unmapped-names.js';
import { UsageWriter } from './usage-writer.js';
import { UsageStreamService } from './usage-stream.service.js';

const groupCommit = {
  provide: GroupCommit,
  inject: [UsageWriteRepository, CallRepository, AnswerCache, ChangeFeed, TrackerDataSource, TRACKER_CONFIG],
  useFactory: (
    usages: UsageWriteRepository,
    calls: CallRepository,
    cache: AnswerCache,
    changes: ChangeFeed,
    { capabilities }: TrackerDataSource,
    { ingestion }: TrackerConfig,
  ): GroupCommit<Written> => {
    const writer = new UsageWriter(usages, calls, cache, changes);
    return new GroupCommit((group) => writer.write(group), {
      lanes: capabilities.writeLanes,
      groupRows: capabilities.insertRows,
      queueRows: ingestion.queueMaxItems,
      queueBytes: ingestion.queueMaxBytes,
    });
  },
};

@Module({
  providers: [
    { provide: SourceCounts, inject: [Clock], useFactory: (clock: Clock) => new SourceCounts(clock) },
    { provide: UnmappedNames, inject: [Clock], useFactory: (clock: Clock) => new UnmappedNames(clock) },
    SourceCountWriter,
    usageRules,
    IngestionService,
    UsageStreamService,
    HttpUsageService,
    FeedbackService,
    UsageConsumer,
    UsagePublisher,
    EvaluationService,
    CounterService,
    OtlpService,
    groupCommit,
  ],
  exports: [
    SourceCounts,
    SourceCountWriter,
    IngestionService,
    HttpUsageService,
    FeedbackService,
    UsageConsumer,
    UsagePublisher,
    EvaluationService,
    OtlpService,
  ],
})
export class IngestionModule implements BeforeApplicationShutdown {
  constructor(private readonly writes: GroupCommit<Written>) {}

  /** What is on its way reaches the store before that is closed. */
  beforeApplicationShutdown(): Promise<void> {
    return this.writes.drain();
  }
}
