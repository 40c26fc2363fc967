import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { MayBeAbsent, Text, UuidList } from '../common/validation/rules.js';
import { MOST_FOLLOWED } from './followed-patterns.js';

/** What a stream or a WebSocket may be opened with. */
export class StreamQueryDto {
  @ApiPropertyOptional({
    description: `Only these patterns: 1 to ${MOST_FOLLOWED} UUIDs, comma-separated or repeated. Left out: all.`,
  })
  @MayBeAbsent()
  @UuidList(MOST_FOLLOWED)
  pattern_ids?: string | string[];

  @ApiPropertyOptional({
    description:
      'The id of the last event that is known; what changed since is sent in place of a snapshot. The header Last-Event-ID comes first.',
    example: '5f0c1a2b-118',
  })
  @MayBeAbsent()
  @Text(1, 64)
  since?: string;
}

class LivePattern {
  @ApiProperty({ format: 'uuid', example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42' })
  pattern_id!: string;

  @ApiProperty({ example: 'Retry with backoff' })
  pattern_name!: string;

  @ApiProperty({
    type: 'integer',
    description:
      'Usages of the last five minutes; they leave it in spans of five seconds, so it covers up to five seconds less.',
    example: 12,
  })
  usage_count_last_5min!: number;

  @ApiProperty({ nullable: true, type: Number, description: '0..1; null without usages.', example: 0.75 })
  success_rate!: number | null;

  @ApiProperty({
    nullable: true,
    type: Number,
    description: 'Of the latest usage of the last five minutes that has one, 0..1; null without.',
    example: 0.9,
  })
  latest_quality!: number | null;
}

/** The data of an event metrics_update. */
export class MetricsUpdate {
  @ApiProperty({ format: 'date-time', example: '2025-10-28T12:00:00.250Z' })
  timestamp!: string;

  @ApiProperty({
    type: [LivePattern],
    description: 'A snapshot has all patterns with usages, or all that were asked for; else what changed.',
  })
  patterns!: LivePattern[];

  @ApiProperty({ description: 'Whether patterns that are not in it have no usages.', example: true })
  snapshot!: boolean;

  @ApiProperty({
    description: 'false while more than 50,000 patterns are in use and some of them are left out.',
    example: true,
  })
  complete!: boolean;
}
