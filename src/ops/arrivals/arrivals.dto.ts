import { TimeRangeField, ZonedRangeQueryDto } from '../../analytics/index.js';
import { INGESTION_SOURCES, type IngestionSource } from '../../common/ingestion-source.js';
import { Field, OR_ABSENT, OR_NULL } from '../../common/validation/fields.js';
import { MayBeAbsent, OneOf } from '../../common/validation/rules.js';

/** Widths of buckets of what came in. */
export const ARRIVAL_GRANULARITIES = ['minute', 'hour', 'day', 'week'] as const;
export type ArrivalGranularity = (typeof ARRIVAL_GRANULARITIES)[number];

const SOURCE =
  'http: POST /usage. http_batch: POST /usage/batch as JSON. ndjson: the same as NDJSON. cloudevents: CloudEvents at both. feedback: POST /feedback. kafka: the topic. otlp: POST /v1/logs and /v1/traces. tracker: the injected tracker, and the command line on a database.';

export class ArrivalsQueryDto extends ZonedRangeQueryDto {
  @MayBeAbsent(
    'The width of the buckets; where it is left out, minutes up to three hours, hours up to three days, days up to 27 years, weeks beyond.',
  )
  @OneOf(ARRIVAL_GRANULARITIES)
  granularity?: ArrivalGranularity;
}

/** What became of usages that came in. */
export class ArrivalCounts {
  @Field.count(1042, 'stored + amended + duplicates + rejected; what is sent again counts again.')
  received!: number;
  @Field.count(1000, 'Usages that were new.') stored!: number;
  @Field.count(2, 'Feedback on a usage that was stored already.') amended!: number;
  @Field.count(30, 'Stored before; counted once.') duplicates!: number;
  @Field.count(10, 'Refused usages; a request that is refused as a whole is one of them.') rejected!: number;
}

export class RefusalReason {
  @Field.text('out_of_range') code!: string;
  @Field.text('A number or a time lies outside of what is allowed.') message!: string;
  @Field.count(10, 'Usages refused for it; of several faults the first counts.') count!: number;
}

export class DoorArrivals extends ArrivalCounts {
  @Field.word(INGESTION_SOURCES, 'http_batch', SOURCE) door!: IngestionSource;
  @Field.count(3, 'Of the stored ones, those that came more than two minutes after their created_at.')
  late!: number;
  @Field.count(0, 'Log records and spans that are no usage (otlp); they are not received usages.')
  ignored!: number;
  @Field.list(RefusalReason, 'The most frequent first.') reasons!: RefusalReason[];
}

export class DoorBucketArrivals extends ArrivalCounts {
  @Field.word(INGESTION_SOURCES, 'http_batch') door!: IngestionSource;
}

export class ArrivalBucket {
  @Field.instant('2025-10-28T09:00:00Z', 'The bucket’s start.') timestamp!: string;
  @Field.list(DoorBucketArrivals, 'Doors by which anything came in.') doors!: DoorBucketArrivals[];
  @Field.flag(true, 'True where the bucket lasts still or the range cuts it.', OR_ABSENT) partial?: true;
}

export class KafkaLag {
  @Field.flag(true, 'Whether this instance belongs to its group.') connected!: boolean;
  @Field.count(0, 'Messages behind the end of this instance’s partitions, as of their last batches.')
  messages!: number;
  @Field.count(0, 'Partitions that wait for the store or the dead letters.') paused_partitions!: number;
}

export class ArrivalLag {
  @Field.count(0, 'Usages that wait or are on their way to the store, in this instance.')
  waiting_usages!: number;
  @Field.number(0, 'How much of the room for them is taken, 0..1; at 1 more is refused.', { minimum: 0 })
  waiting_fill!: number;
  @Field.instant(
    '2025-10-28T09:29:59Z',
    'The latest created_at of a stored usage; null without any.',
    OR_NULL,
  )
  newest_usage_at!: string | null;
  @Field.number(1200, 'How long ago that was, in milliseconds.', OR_NULL, { minimum: 0 })
  newest_usage_age_ms!: number | null;
  @Field.object(KafkaLag, 'Null where Kafka is off.', OR_NULL) kafka!: KafkaLag | null;
}

export class ArrivalsResponse {
  @TimeRangeField('1d') time_range!: string;
  @Field.instant('2025-10-27T09:30:00Z', 'Rounded down to a minute.') from!: string;
  @Field.instant('2025-10-28T09:31:00Z', 'Rounded up to a minute.') to!: string;
  @Field.text('Europe/Berlin') timezone!: string;
  @Field.word(ARRIVAL_GRANULARITIES, 'hour') granularity!: ArrivalGranularity;
  @Field.count(30, 'Counts are kept so many days (RETENTION_INGESTION_DAYS).') kept_days!: number;
  @Field.object(ArrivalCounts) total!: ArrivalCounts;
  @Field.list(DoorArrivals, 'All doors, always in this order.') doors!: DoorArrivals[];
  @Field.list(RefusalReason, 'Of all doors, the most frequent first.') reasons!: RefusalReason[];
  @Field.list(ArrivalBucket, 'Oldest first, empty ones included, up to now.') buckets!: ArrivalBucket[];
  @Field.object(ArrivalLag, 'As it is now, whatever the range.') lag!: ArrivalLag;
}
