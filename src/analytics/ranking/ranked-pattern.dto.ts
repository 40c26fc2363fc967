import { ApiProperty } from '@nestjs/swagger';
import { PATTERN_TYPES, type PatternType } from '../../common/pattern-terms.js';
import { confidenceOf } from '../usage-metrics.js';
import type { UsedPattern } from './used-patterns.service.js';

/** A pattern in a ranking, in the original's names. */
export class RankedPattern {
  @ApiProperty({ format: 'uuid', example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42' })
  pattern_id!: string;

  @ApiProperty({
    description: 'Its name; without one, pattern_ and the first 8 characters of its id.',
    example: 'Retry with backoff',
  })
  pattern_name!: string;

  @ApiProperty({ enum: PATTERN_TYPES, description: 'other where it has none.', example: 'architectural' })
  pattern_type!: PatternType;

  @ApiProperty({ minimum: 0, maximum: 1, example: 0.94 })
  success_rate!: number;

  @ApiProperty({
    minimum: 0,
    maximum: 1,
    description: 'success_rate × min(sample_size / 30, 1)',
    example: 0.94,
  })
  confidence!: number;

  @ApiProperty({ type: 'integer', description: 'Usages.', example: 50 })
  sample_size!: number;

  @ApiProperty({ minimum: 0, maximum: 1, description: '0 without any quality.', example: 0.88 })
  avg_quality_score!: number;
}

export const toRankedPattern = (totals: UsedPattern): Readonly<RankedPattern> => ({
  pattern_id: totals.patternId,
  pattern_name: totals.name,
  pattern_type: totals.type,
  success_rate: totals.successRate ?? 0,
  confidence: confidenceOf(totals),
  sample_size: totals.usages,
  avg_quality_score: totals.averageQuality ?? 0,
});
