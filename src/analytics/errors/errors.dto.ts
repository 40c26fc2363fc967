import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { WEEKDAYS, type Weekday } from '../../common/calendar.js';
import { OUTCOMES, type Outcome } from '../../common/pattern-terms.js';
import { GRANULARITIES, type Granularity, TIME_RANGES } from '../../common/time-range.js';
import { CURSOR } from '../../common/cursor.js';
import { IntegerText, Matching, MayBeAbsent, OneOf, Text } from '../../common/validation/rules.js';
import { PeriodComparison } from '../period-comparison.dto.js';
import { BucketQueryDto, FilterQueryDto } from '../request/usage-query.dto.js';
import { USAGE_TRENDS, type UsageTrend } from '../usage-trend.js';
import { FINGERPRINT_ID } from './fingerprint-id.js';

const TIME_RANGE_NAMES = Object.keys(TIME_RANGES);
const LONGEST_CURSOR = 120;

export class ErrorsQueryDto extends BucketQueryDto {
  @ApiPropertyOptional({
    description:
      'Each kind of error over time as well, under data, in buckets of this width. With fill=true alone they are days, or hours where the range is one day or less.',
  })
  @MayBeAbsent()
  @OneOf(GRANULARITIES)
  declare granularity?: Granularity;

  @ApiPropertyOptional({
    default: 50,
    description: 'Only so many of the most frequent kinds; other says what the rest is.',
  })
  @MayBeAbsent()
  @IntegerText(1, 500)
  limit?: string;
}

export class ErrorUsagesQueryDto extends FilterQueryDto {
  @ApiPropertyOptional({ default: 100 })
  @MayBeAbsent()
  @IntegerText(1, 500)
  limit?: string;

  @ApiPropertyOptional({
    description: 'next_cursor of the page before; ask with the same range and filters.',
    pattern: CURSOR.source,
  })
  @MayBeAbsent()
  @Text(1, LONGEST_CURSOR)
  cursor?: string;
}

export class ErrorIdDto {
  @ApiProperty({ example: '9f86d081884c7d65' })
  @Matching(FINGERPRINT_ID, 'the id of an error, 16 hexadecimal digits')
  fingerprint_id!: string;
}

export class ErrorUsage {
  @ApiProperty({ format: 'uuid', example: '019a2b4e-7c00-7cc3-98c4-dc0c0c07398f' })
  usage_id!: string;

  @ApiProperty({ format: 'uuid', example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42' })
  pattern_id!: string;

  @ApiProperty({ format: 'date-time', example: '2025-10-28T09:30:00Z' })
  created_at!: string;

  @ApiProperty({ enum: OUTCOMES, example: 'error' })
  outcome!: Outcome;

  @ApiProperty({ type: Number, nullable: true, example: 0.2 })
  quality_score!: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 30_012 })
  execution_time_ms!: number | null;

  @ApiProperty({ type: 'object', additionalProperties: true, example: { team: 'search' } })
  context!: Readonly<Record<string, unknown>>;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    example: '3c8e7f10-4d2b-4a6e-9c1f-5b7d8e9f0a12',
  })
  correlation_id!: string | null;

  @ApiProperty({ example: 'Timeout after 30000 ms' })
  error_message!: string;
}

export class ErrorPattern {
  @ApiProperty({ format: 'uuid', example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42' })
  pattern_id!: string;

  @ApiProperty({ example: 'Retry with backoff' })
  pattern_name!: string;

  @ApiProperty({ type: 'integer', example: 12 })
  count!: number;

  @ApiProperty({ type: 'integer', description: 'In the period before.', example: 3 })
  previous_count!: number;

  @ApiProperty({ enum: USAGE_TRENDS, example: 'increasing' })
  trend!: UsageTrend;

  @ApiProperty({ format: 'date-time', example: '2025-10-22T08:14:00Z' })
  first_seen!: string;

  @ApiProperty({ format: 'date-time', example: '2025-10-28T09:30:00Z' })
  last_seen!: string;
}

export class ErrorPoint {
  @ApiProperty({ format: 'date-time', description: 'The bucket’s start.', example: '2025-10-28T00:00:00Z' })
  timestamp!: string;

  @ApiProperty({ type: 'integer', example: 4 })
  count!: number;

  @ApiPropertyOptional({
    description: 'True where the bucket lasts still or the range cuts it.',
    example: true,
  })
  partial?: true;
}

export class ErrorKind {
  @ApiProperty({ description: 'The same for the same fingerprint, always.', example: '9f86d081884c7d65' })
  id!: string;

  @ApiProperty({
    description: 'The message with numbers, ids, times, addresses and paths masked.',
    example: 'Timeout after <n> ms',
  })
  fingerprint!: string;

  @ApiProperty({ type: 'integer', example: 12 })
  count!: number;

  @ApiProperty({ minimum: 0, maximum: 1, description: 'Of all errors that were asked for.', example: 0.4 })
  share!: number;

  @ApiProperty({ type: 'integer', description: 'In the period before.', example: 3 })
  previous_count!: number;

  @ApiProperty({
    enum: USAGE_TRENDS,
    description: 'Against the period before: above 120 % or below 80 %.',
    example: 'increasing',
  })
  trend!: UsageTrend;

  @ApiProperty({ format: 'date-time', description: 'Within the range.', example: '2025-10-22T08:14:00Z' })
  first_seen!: string;

  @ApiProperty({ format: 'date-time', example: '2025-10-28T09:30:00Z' })
  last_seen!: string;

  @ApiProperty({ type: [ErrorPattern], description: 'Where it occurs most, at most 20.' })
  patterns!: ErrorPattern[];

  @ApiProperty({ type: 'integer', description: 'How many of these are listed.', example: 1 })
  total_patterns!: number;

  @ApiProperty({ type: 'integer', description: 'In how many patterns it occurs, listed or not.', example: 1 })
  total_matching!: number;

  @ApiPropertyOptional({
    type: [ErrorPoint],
    description: 'With granularity: buckets with such errors, oldest first; with fill=true all of them.',
  })
  data?: ErrorPoint[];

  @ApiProperty({
    type: ErrorUsage,
    nullable: true,
    description: 'The youngest; null where single usages are not kept so long.',
  })
  sample!: ErrorUsage | null;
}

class OtherErrors {
  @ApiProperty({ type: 'integer', description: 'Kinds beyond the limit.', example: 3 })
  kinds!: number;

  @ApiProperty({ type: 'integer', example: 5 })
  count!: number;

  @ApiPropertyOptional({ type: [ErrorPoint], description: 'With granularity.' })
  data?: ErrorPoint[];
}

export class ErrorsResponse {
  @ApiProperty({ type: [ErrorKind], description: 'The most frequent first.' })
  errors!: ErrorKind[];

  @ApiProperty({ type: 'integer', description: 'Kinds of errors, shown or not.', example: 1 })
  total_kinds!: number;

  @ApiProperty({ type: 'integer', description: 'Usages with an error message.', example: 30 })
  total_errors!: number;

  @ApiProperty({ type: 'integer', description: 'In the period before.', example: 20 })
  previous_total_errors!: number;

  @ApiProperty({ type: OtherErrors })
  other!: OtherErrors;

  @ApiPropertyOptional({ type: [ErrorPoint], description: 'With granularity: errors of all kinds.' })
  data?: ErrorPoint[];

  @ApiPropertyOptional({
    type: PeriodComparison,
    description: 'Only with compare=previous_period: of total_errors.',
  })
  comparison?: PeriodComparison;

  @ApiPropertyOptional({ enum: GRANULARITIES, description: 'With data.', example: 'day' })
  granularity?: Granularity;

  @ApiPropertyOptional({ description: 'With data.', example: 'Europe/Berlin' })
  timezone?: string;

  @ApiPropertyOptional({ enum: WEEKDAYS, description: 'With data.', example: 'monday' })
  week_start?: Weekday;

  @ApiProperty({ enum: [...TIME_RANGE_NAMES, 'custom'], example: '7d' })
  time_range!: string;

  @ApiProperty({ format: 'date-time', example: '2025-10-21T00:00:00Z' })
  from!: string;

  @ApiProperty({ format: 'date-time', example: '2025-10-28T00:00:00Z' })
  to!: string;
}

export class ErrorUsagesResponse {
  @ApiProperty({ example: '9f86d081884c7d65' })
  id!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Null where nothing in the range has that id.',
    example: 'Timeout after <n> ms',
  })
  fingerprint!: string | null;

  @ApiProperty({ type: 'integer', description: 'Usages in the range, on all pages.', example: 12 })
  total_usages!: number;

  @ApiProperty({ type: [ErrorUsage], description: 'The youngest first.' })
  usages!: ErrorUsage[];

  @ApiProperty({ type: String, nullable: true, description: 'Null on the last page.', example: null })
  next_cursor!: string | null;
}
