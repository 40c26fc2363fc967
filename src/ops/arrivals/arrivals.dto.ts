import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { RangeQueryDto } from '../../analytics/index.js';
import { DOORS, type Door } from '../../common/door.js';
import { TIME_RANGES } from '../../common/time-range.js';
import { MayBeAbsent, OneOf } from '../../common/validation/rules.js';

/** Widths of buckets of what came in. */
export const ARRIVAL_GRANULARITIES = ['minute', 'hour', 'day', 'week'] as const;
export type ArrivalGranularity = (typeof ARRIVAL_GRANULARITIES)[number];

const DOOR =
  'http: POST /usage. http_batch: POST /usage/batch as JSON. ndjson: the same as NDJSON. cloudevents: CloudEvents at both. feedback: POST /feedback. kafka: the topic. otlp: POST /v1/logs. tracker: the injected tracker, and the command line on a database.';

export class ArrivalsQueryDto extends RangeQueryDto {
  @ApiPropertyOptional({
    description:
      'The width of the buckets; where it is left out, minutes up to three hours, hours up to three days, days up to 27 years, weeks beyond.',
  })
  @MayBeAbsent()
  @OneOf(ARRIVAL_GRANULARITIES)
  granularity?: ArrivalGranularity;
}

/** What became of usages that came in. */
export class ArrivalCounts {
  @ApiProperty({
    type: 'integer',
    description: 'stored + amended + duplicates + rejected; what is sent again counts again.',
    example: 1042,
  })
  received!: number;

  @ApiProperty({ type: 'integer', description: 'Usages that were new.', example: 1000 })
  stored!: number;

  @ApiProperty({ type: 'integer', description: 'Feedback on a usage that was stored already.', example: 2 })
  amended!: number;

  @ApiProperty({ type: 'integer', description: 'Stored before; counted once.', example: 30 })
  duplicates!: number;

  @ApiProperty({
    type: 'integer',
    description: 'Refused usages; a request that is refused as a whole is one of them.',
    example: 10,
  })
  rejected!: number;
}

export class RefusalReason {
  @ApiProperty({ example: 'out_of_range' })
  code!: string;

  @ApiProperty({ example: 'A number or a time lies outside of what is allowed.' })
  message!: string;

  @ApiProperty({
    type: 'integer',
    description: 'Usages refused for it; of several faults the first counts.',
    example: 10,
  })
  count!: number;
}

export class DoorArrivals extends ArrivalCounts {
  @ApiProperty({ enum: DOORS, description: DOOR, example: 'http_batch' })
  door!: Door;

  @ApiProperty({
    type: 'integer',
    description: 'Of the stored ones, those that came more than two minutes after their created_at.',
    example: 3,
  })
  late!: number;

  @ApiProperty({
    type: 'integer',
    description: 'Log records that name no pattern (otlp); they are not received usages.',
    example: 0,
  })
  ignored!: number;

  @ApiProperty({ type: [RefusalReason], description: 'The most frequent first.' })
  reasons!: RefusalReason[];
}

export class DoorBucketArrivals extends ArrivalCounts {
  @ApiProperty({ enum: DOORS, example: 'http_batch' })
  door!: Door;
}

export class ArrivalBucket {
  @ApiProperty({ format: 'date-time', description: 'The bucket’s start.', example: '2025-10-28T09:00:00Z' })
  timestamp!: string;

  @ApiProperty({ type: [DoorBucketArrivals], description: 'Doors by which anything came in.' })
  doors!: DoorBucketArrivals[];

  @ApiPropertyOptional({
    description: 'True where the bucket lasts still or the range cuts it.',
    example: true,
  })
  partial?: true;
}

export class KafkaLag {
  @ApiProperty({ description: 'Whether this instance belongs to its group.', example: true })
  connected!: boolean;

  @ApiProperty({
    type: 'integer',
    description: 'Messages behind the end of this instance’s partitions, as of their last batches.',
    example: 0,
  })
  messages!: number;

  @ApiProperty({
    type: 'integer',
    description: 'Partitions that wait for the store or the dead letters.',
    example: 0,
  })
  paused_partitions!: number;
}

export class ArrivalLag {
  @ApiProperty({
    type: 'integer',
    description: 'Usages that wait or are on their way to the store, in this instance.',
    example: 0,
  })
  waiting_usages!: number;

  @ApiProperty({
    minimum: 0,
    description: 'How much of the room for them is taken, 0..1; at 1 more is refused for a moment.',
    example: 0,
  })
  waiting_fill!: number;

  @ApiProperty({
    format: 'date-time',
    nullable: true,
    type: String,
    description: 'The latest created_at of a stored usage; null without any.',
    example: '2025-10-28T09:29:59Z',
  })
  newest_usage_at!: string | null;

  @ApiProperty({
    nullable: true,
    type: Number,
    minimum: 0,
    description: 'How long ago that was, in milliseconds.',
    example: 1200,
  })
  newest_usage_age_ms!: number | null;

  @ApiProperty({ type: KafkaLag, nullable: true, description: 'Null where Kafka is off.' })
  kafka!: KafkaLag | null;
}

export class ArrivalsResponse {
  @ApiProperty({ enum: [...Object.keys(TIME_RANGES), 'custom'], example: '1d' })
  time_range!: string;

  @ApiProperty({
    format: 'date-time',
    description: 'Rounded down to a minute.',
    example: '2025-10-27T09:30:00Z',
  })
  from!: string;

  @ApiProperty({
    format: 'date-time',
    description: 'Rounded up to a minute.',
    example: '2025-10-28T09:31:00Z',
  })
  to!: string;

  @ApiProperty({ example: 'Europe/Berlin' })
  timezone!: string;

  @ApiProperty({ enum: ARRIVAL_GRANULARITIES, example: 'hour' })
  granularity!: ArrivalGranularity;

  @ApiProperty({
    type: 'integer',
    description: 'Counts are kept so many days (RETENTION_INGESTION_DAYS).',
    example: 30,
  })
  kept_days!: number;

  @ApiProperty({ type: ArrivalCounts })
  total!: ArrivalCounts;

  @ApiProperty({ type: [DoorArrivals], description: 'All doors, always in this order.' })
  doors!: DoorArrivals[];

  @ApiProperty({ type: [RefusalReason], description: 'Of all doors, the most frequent first.' })
  reasons!: RefusalReason[];

  @ApiProperty({ type: [ArrivalBucket], description: 'Oldest first, empty ones included, up to now.' })
  buckets!: ArrivalBucket[];

  @ApiProperty({ type: ArrivalLag, description: 'As it is now, whatever the range.' })
  lag!: ArrivalLag;
}
