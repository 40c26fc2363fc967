import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PATTERN_TYPES, type PatternType } from '../../common/pattern-terms.js';
import { IntegerText, MayBeAbsent } from '../../common/validation/rules.js';

const MOST_HOURS = 720;

export class EmergingPatternsQueryDto {
  @ApiPropertyOptional({
    default: 5,
    description: 'Only patterns with so many usages in the window.',
  })
  @MayBeAbsent()
  @IntegerText(1, 1000)
  min_frequency?: string;

  @ApiPropertyOptional({
    default: 24,
    description: 'How many hours back from now the window begins; the one before it is as long.',
  })
  @MayBeAbsent()
  @IntegerText(1, MOST_HOURS)
  time_window_hours?: string;
}

export class EmergingPattern {
  @ApiProperty({ format: 'uuid', example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42' })
  pattern_id!: string;

  @ApiProperty({
    description: 'Its name; without one, pattern_ and the first 8 characters of its id.',
    example: 'Retry with backoff',
  })
  pattern_name!: string;

  @ApiProperty({ enum: PATTERN_TYPES, description: 'other where it has none.', example: 'architectural' })
  pattern_type!: PatternType;

  @ApiProperty({ type: 'integer', description: 'Usages in the window.', example: 12 })
  frequency!: number;

  @ApiProperty({
    format: 'date-time',
    description: 'Its first usage in the window.',
    example: '2025-10-27T12:14:00Z',
  })
  first_seen_at!: string;

  @ApiProperty({
    format: 'date-time',
    description: 'Its last usage in the window.',
    example: '2025-10-28T09:30:00Z',
  })
  last_seen_at!: string;

  @ApiProperty({ minimum: 0, maximum: 1, description: 'In the window.', example: 0.94 })
  success_rate!: number;

  @ApiProperty({
    minimum: -1,
    description: '(frequency − frequency before) / max(frequency before, 1)',
    example: 2,
  })
  growth_rate!: number;

  @ApiProperty({
    minimum: 0,
    maximum: 1,
    description: 'success_rate × min(frequency / 10, 1)',
    example: 0.94,
  })
  confidence!: number;
}

export class EmergingPatternsCriteria {
  @ApiProperty({ type: 'integer', example: 5 })
  min_frequency!: number;

  @ApiProperty({ type: 'integer', example: 24 })
  time_window_hours!: number;
}

export class EmergingPatternsResponse {
  @ApiProperty({ type: [EmergingPattern], description: 'By growth_rate, then by pattern_id.' })
  emerging_patterns!: EmergingPattern[];

  @ApiProperty({ type: 'integer', example: 1 })
  total_emerging!: number;

  @ApiProperty({ type: 'integer', example: 24 })
  time_window_hours!: number;

  @ApiProperty({ type: EmergingPatternsCriteria })
  filter_criteria!: EmergingPatternsCriteria;
}
