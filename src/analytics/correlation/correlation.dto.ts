import { ApiExtraModels, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { GRANULARITIES, TIME_RANGES, type Granularity } from '../../common/time-range.js';
import { IntegerText, MayBeAbsent } from '../../common/validation/rules.js';
import { CutQueryDto } from '../request/usage-query.dto.js';

const TIME_RANGE_NAMES = Object.keys(TIME_RANGES);

export class CorrelationQueryDto extends CutQueryDto {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    default: 20,
    description: 'Only so many of the most used patterns; total_patterns says how many there are.',
  })
  @MayBeAbsent()
  @IntegerText(1, 1000)
  limit?: string;
}

export class RankCorrelationDto {
  @ApiProperty({ enum: ['ok', 'insufficient_data'], example: 'ok' })
  status!: 'ok' | 'insufficient_data';

  @ApiProperty({ type: 'integer', description: 'Buckets in which both were measured.', example: 29 })
  n!: number;

  @ApiPropertyOptional({ minimum: -1, maximum: 1, description: 'Spearman’s.', example: 0.61 })
  rho?: number;

  @ApiPropertyOptional({
    minimum: 0,
    maximum: 1,
    description: 'Two-sided; exact up to 7 buckets, by Student’s t from there on.',
    example: 0.0004,
  })
  p_value?: number;

  @ApiPropertyOptional({
    description: 'Why it is refused.',
    example: 'There are 3 whole buckets with both; at least 5 are needed.',
  })
  reason?: string;
}

export class PatternCorrelation {
  @ApiProperty({ format: 'uuid', example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42' })
  pattern_id!: string;

  @ApiProperty({ example: 'Retry with backoff' })
  pattern_name!: string;

  @ApiProperty({ type: 'integer', description: 'In the range.', example: 420 })
  usage_count!: number;

  @ApiProperty({ type: RankCorrelationDto, description: 'Usages against the average execution time.' })
  latency!: RankCorrelationDto;

  @ApiProperty({ type: RankCorrelationDto, description: 'Usages against the average quality.' })
  quality!: RankCorrelationDto;
}

@ApiExtraModels(RankCorrelationDto)
export class CorrelationResponse {
  @ApiProperty({ type: [PatternCorrelation], description: 'The most used first.' })
  patterns!: PatternCorrelation[];

  @ApiProperty({ type: 'integer', description: 'Used in the range, shown or not.', example: 1 })
  total_patterns!: number;

  @ApiProperty({ enum: [...TIME_RANGE_NAMES, 'custom'], example: '30d' })
  time_range!: string;

  @ApiProperty({ enum: GRANULARITIES, example: 'day' })
  granularity!: Granularity;

  @ApiProperty({ format: 'date-time', example: '2025-09-28T00:00:00Z' })
  from!: string;

  @ApiProperty({ format: 'date-time', example: '2025-10-28T00:00:00Z' })
  to!: string;

  @ApiProperty({ example: 'UTC' })
  timezone!: string;
}
