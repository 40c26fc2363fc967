import { ApiProperty } from '@nestjs/swagger';
import { PATTERN_TYPES, type PatternType } from '../../common/pattern-terms.js';
import { confidenceOf, type UsageMetrics } from '../usage-metrics.js';
import type { UsedPattern } from './used-patterns.service.js';

/** Usages in a ranking, in the original's names. */
export class RankedUsages {
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

  @ApiProperty({
    nullable: true,
    type: Number,
    minimum: 0,
    maximum: 1,
    description: 'Null without any quality.',
    example: 0.88,
  })
  avg_quality_score!: number | null;
}

/** A pattern in a ranking. */
export class RankedPattern extends RankedUsages {
  @ApiProperty({ format: 'uuid', example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42' })
  pattern_id!: string;

  @ApiProperty({
    description: 'Its name; without one, pattern_ and the first 8 characters of its id.',
    example: 'Retry with backoff',
  })
  pattern_name!: string;

  @ApiProperty({ enum: PATTERN_TYPES, description: 'other where it has none.', example: 'architectural' })
  pattern_type!: PatternType;
}

export const toRankedUsages = (metrics: UsageMetrics): Readonly<RankedUsages> => ({
  success_rate: metrics.successRate ?? 0,
  confidence: confidenceOf(metrics),
  sample_size: metrics.usages,
  avg_quality_score: metrics.averageQuality,
});

export const toRankedPattern = (totals: UsedPattern): Readonly<RankedPattern> => ({
  pattern_id: totals.patternId,
  pattern_name: totals.name,
  pattern_type: totals.type,
  ...toRankedUsages(totals),
});
