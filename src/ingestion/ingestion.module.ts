import { type BeforeApplicationShutdown, Module } from '@nestjs/common';
import { AnswerCache, type Touched } from '../cache/answer-cache.js';
import type { Change, RecordedChange } from '../cache/change.js';
import { ChangeFeed } from '../cache/change-feed.js';
import { Clock } from '../common/clock.js';
import { ALL_TIMES } from '../common/time-range.js';
import type { Usage } from '../common/usage.js';
import type { TrackerConfig } from '../config/config.js';
import { TRACKER_CONFIG } from '../config/tracker-config.token.js';
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
import { OtlpService } from './otlp/otlp.service.js';
import { usageRules } from './usage-rules.js';
import { UnmappedNames } from './otlp/unmapped/unmapped-names.js';
import { UsageStreamService } from './usage-stream.service.js';

const toRecorded = ({ patternId, createdAt, outcome, qualityScore, pattern }: Usage): RecordedChange => ({
  patternId,
  createdAt,
  outcome,
  quality: qualityScore,
  name: pattern.name,
});

const groupCommit = {
  provide: GroupCommit,
  inject: [UsageWriteRepository, AnswerCache, ChangeFeed, TrackerDataSource, TRACKER_CONFIG],
  useFactory: (
    usages: UsageWriteRepository,
    cache: AnswerCache,
    changes: ChangeFeed,
    { capabilities }: TrackerDataSource,
    { ingestion }: TrackerConfig,
  ): GroupCommit =>
    new GroupCommit(
      async (group) => {
        let touched: Touched = group;
        const stored: Change[] = [];
        const fresh = await usages.record(group, {
          onDescribed: () => (touched = ALL_TIMES),
          onStored: (news, transaction) => {
            if (changes.isHeard) stored.push({ transaction, recorded: news.map(toRecorded) });
          },
        });
        // Repetitions too: the answer to their first storing may have been lost.
        await cache.invalidate(touched);
        for (const change of stored) changes.publish(change);
        return fresh;
      },
      {
        lanes: capabilities.writeLanes,
        groupRows: capabilities.insertRows,
        queueRows: ingestion.queueMaxItems,
        queueBytes: ingestion.queueMaxBytes,
      },
    ),
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
    OtlpService,
  ],
})
export class IngestionModule implements BeforeApplicationShutdown {
  constructor(private readonly writes: GroupCommit) {}

  /** What is on its way reaches the store before that is closed. */
  beforeApplicationShutdown(): Promise<void> {
    return this.writes.drain();
  }
}
