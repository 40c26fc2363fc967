import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { DEFAULT_HOURS, MOST_HOURS } from '../common/time-range.js';
import { IntegerText, MayBeAbsent, Uuid } from '../common/validation/rules.js';
import type { PatternUsageStats, UsageStats } from './usage-stats.js';
import { USAGE_TRENDS, type UsageTrend } from './usage-trend.js';

export class UsageTotalsQueryDto {
  @ApiPropertyOptional({ description: 'Only this pattern.' })
  @MayBeAbsent()
  @Uuid()
  pattern_id?: string;

  @ApiPropertyOptional({
    default: DEFAULT_HOURS,
    description: 'How many hours back from now.',
  })
  @MayBeAbsent()
  @IntegerText(1, MOST_HOURS)
  time_range_hours?: string;
}

export class PatternTotals implements PatternUsageStats {
  @ApiProperty({ format: 'uuid', example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42' })
  pattern_id!: string;

  @ApiProperty({ example: 'Retry with backoff' })
  pattern_name!: string;

  @ApiProperty({ type: 'integer', example: 50 })
  total_usages!: number;

  @ApiProperty({ type: 'integer', description: 'success and partial_success', example: 47 })
  success_count!: number;

  @ApiProperty({ type: 'integer', description: 'failure and error', example: 3 })
  failure_count!: number;

  @ApiProperty({
    minimum: 0,
    maximum: 1,
    nullable: true,
    type: Number,
    description: 'Null without usages.',
    example: 0.94,
  })
  success_rate!: number | null;

  @ApiProperty({ minimum: 0, maximum: 1, nullable: true, type: Number, example: 0.88 })
  average_quality_score!: number | null;

  @ApiProperty({ minimum: 0, nullable: true, type: Number, example: 143.5 })
  average_execution_time_ms!: number | null;

  @ApiProperty({
    enum: USAGE_TRENDS,
    description: 'The second half of the range against the first: above 120 % or below 80 %.',
    example: 'stable',
  })
  usage_trend!: UsageTrend;

  @ApiProperty({ format: 'date-time', nullable: true, type: String, example: '2025-10-22T08:14:00Z' })
  first_used!: string | null;

  @ApiProperty({ format: 'date-time', nullable: true, type: String, example: '2025-10-28T09:30:00Z' })
  last_used!: string | null;
}

/** What the original's tracker answers. */
export class UsageTotalsResponse implements UsageStats {
  @ApiProperty({ type: [PatternTotals], description: 'The most used first, at most 1,000.' })
  patterns!: readonly PatternTotals[];

  @ApiProperty({ type: 'integer', description: 'How many are listed.', example: 1 })
  total_patterns!: number;

  @ApiProperty({ type: 'integer', description: 'How many there are, listed or not.', example: 1 })
  total_matching!: number;

  @ApiProperty({ type: 'integer', example: DEFAULT_HOURS })
  time_range_hours!: number;
}
