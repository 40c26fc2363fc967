import { Inject, Injectable } from '@nestjs/common';
import {
  cacheKey,
  groupBy,
  hasBegun,
  isPartial,
  type ResolvedRange,
  resolveRange,
} from '../../analytics/index.js';
import { AnswerCache } from '../../cache/answer-cache.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { Clock } from '../../common/clock.js';
import { INGESTION_SOURCES, type IngestionSource } from '../../common/ingestion-source.js';
import { DAY_MS, formatTime } from '../../common/time-range.js';
import type { TrackerConfig } from '../../config/config.js';
import { TRACKER_CONFIG } from '../../config/tracker-config.token.js';
import {
  SourceCountWriter,
  IngestionService,
  refusalSentence,
  UsageConsumer,
} from '../../ingestion/index.js';
import {
  type SourceBucket,
  type SourceRefusal,
  IngestionCountRepository,
} from '../../store/usages/ingestion-count.repository.js';
import { arrivalBuckets, MINUTE_MS, defaultGranularity } from './arrival-buckets.js';
import type {
  ArrivalCounts,
  ArrivalLag,
  ArrivalsQueryDto,
  ArrivalsResponse,
  DoorArrivals,
  KafkaLag,
  RefusalReason,
} from './arrivals.dto.js';

const sumOf = <K extends string>(rows: readonly Readonly<Record<K, number>>[], key: K): number =>
  rows.reduce((sum, row) => sum + row[key], 0);

const countsOf = (rows: readonly SourceBucket[]): Readonly<ArrivalCounts> => {
  const stored = sumOf(rows, 'stored');
  const amended = sumOf(rows, 'amended');
  const duplicates = sumOf(rows, 'duplicates');
  const rejected = sumOf(rows, 'rejected');
  return { received: stored + amended + duplicates + rejected, stored, amended, duplicates, rejected };
};

const reasonsOf = (refusals: readonly SourceRefusal[]): RefusalReason[] =>
  [...groupBy(refusals, ({ code }) => code)]
    .map(([code, own]) => ({ code, message: refusalSentence(code), count: sumOf(own, 'count') }))
    .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));

const arrivalsOf = (
  source: IngestionSource,
  rows: readonly SourceBucket[],
  refusals: readonly SourceRefusal[],
): DoorArrivals => {
  const own = rows.filter((row) => row.source === source);
  return {
    door: source,
    ...countsOf(own),
    late: sumOf(own, 'late'),
    ignored: sumOf(own, 'ignored'),
    reasons: reasonsOf(refusals.filter((refusal) => refusal.source === source)),
  };
};

/** Tells what came in from which source, and how far the server is behind. */
@Injectable()
export class ArrivalsService {
  constructor(
    @Inject(TRACKER_CONFIG) private readonly config: TrackerConfig,
    private readonly counts: IngestionCountRepository,
    private readonly writer: SourceCountWriter,
    private readonly ingestion: IngestionService,
    private readonly kafka: UsageConsumer,
    private readonly clock: Clock,
    private readonly cache: AnswerCache,
  ) {}

  /** @throws InvalidInputError, StoreUnavailableError */
  read(query: ArrivalsQueryDto): Promise<JsonAnswer<ArrivalsResponse>> {
    this.rangeOf(query);
    // It also tells of now, so it is kept for a moment only, whatever its range.
    return this.cache.getOrLoadJson({ key: cacheKey('ingestion', query) }, () => this.compute(query));
  }

  private async compute(query: ArrivalsQueryDto): Promise<ArrivalsResponse> {
    const range = this.rangeOf(query);
    const granularity = query.granularity ?? defaultGranularity(range);
    const buckets = arrivalBuckets(range, granularity);
    await this.writer.flush();
    const rows = await this.counts.inBuckets(
      range,
      buckets.map(({ start }) => start),
    );
    const refusals = await this.counts.refusals(range);
    const inBucket = groupBy(rows, ({ bucket }) => String(bucket));
    return {
      time_range: range.name ?? 'custom',
      from: formatTime(range.from),
      to: formatTime(range.to),
      timezone: range.timeZone,
      granularity,
      kept_days: this.config.store.retention.ingestion / DAY_MS,
      total: countsOf(rows),
      doors: INGESTION_SOURCES.map((source) => arrivalsOf(source, rows, refusals)),
      reasons: reasonsOf(refusals),
      buckets: buckets
        .map((bucket, place) => ({ bucket, rows: inBucket.get(String(place)) ?? [] }))
        // What has not begun yet is no gap.
        .filter(({ bucket, rows: own }) => own.length > 0 || hasBegun(bucket, range))
        .map(({ bucket, rows: own }) => ({
          timestamp: formatTime(bucket.start),
          doors: INGESTION_SOURCES.flatMap((source) => {
            const ofSource = own.filter((row) => row.source === source);
            const counts = countsOf(ofSource);
            return counts.received === 0 ? [] : [{ door: source, ...counts }];
          }),
          ...(isPartial(bucket, range) ? { partial: true as const } : {}),
        })),
      lag: await this.lag(),
    };
  }

  /** In whole minutes, as what came in is counted by the minute. */
  private rangeOf(query: ArrivalsQueryDto): ResolvedRange {
    // Nothing arrives in the future, so no clock may be ahead.
    const now = this.clock.now();
    const range = resolveRange(query, '1d', { now, latest: now + 1 });
    return {
      ...range,
      from: Math.floor(range.from / MINUTE_MS) * MINUTE_MS,
      to: Math.ceil(range.to / MINUTE_MS) * MINUTE_MS,
    };
  }

  private async lag(): Promise<ArrivalLag> {
    const newest = await this.counts.newestUsage();
    return {
      waiting_usages: this.ingestion.pending,
      waiting_fill: this.ingestion.fill,
      newest_usage_at: newest === null ? null : formatTime(newest),
      newest_usage_age_ms: newest === null ? null : Math.max(0, this.clock.now() - newest),
      kafka: this.kafkaLag(),
    };
  }

  private kafkaLag(): KafkaLag | null {
    const status = this.kafka.status();
    if (!status) return null;
    return {
      connected: status.isConnected,
      messages: Object.values(status.lag).reduce((sum, lag) => sum + lag, 0),
      paused_partitions: status.paused,
    };
  }
}
