import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PatternTotals } from '../analytics/index.js';
import { DEFAULT_HOURS, MOST_HOURS } from '../common/time-range.js';
import { IntegerText, MayBeAbsent } from '../common/validation/rules.js';
import { RECOMMENDATIONS, type Recommendation } from './stats/effectiveness-score.js';
import { SCORE_COMPONENTS, type ScoreTerm } from './stats/score-terms.js';

export class EffectivenessQueryDto {
  @ApiPropertyOptional({
    default: DEFAULT_HOURS,
    description: 'How many hours back from now.',
  })
  @MayBeAbsent()
  @IntegerText(1, MOST_HOURS)
  time_range_hours?: string;
}

export class EffectivenessComponents {
  @ApiProperty({
    nullable: true,
    type: Number,
    minimum: 0,
    maximum: 1,
    description: 'Null without usages.',
    example: 0.94,
  })
  success_rate!: number | null;

  @ApiProperty({
    nullable: true,
    type: Number,
    minimum: 0,
    maximum: 1,
    description: 'Null without any quality, which counts 0.',
    example: 0.88,
  })
  average_quality!: number | null;

  @ApiProperty({ minimum: 0, maximum: 1, description: '1 from 100 usages on.', example: 0.5 })
  usage_frequency!: number;
}

export class ScoreTermDto implements ScoreTerm {
  @ApiProperty({ enum: SCORE_COMPONENTS, example: 'success_rate' })
  component!: ScoreTerm['component'];

  @ApiProperty({ minimum: 0, maximum: 1, example: 0.5 })
  weight!: number;

  @ApiProperty({
    nullable: true,
    type: Number,
    minimum: 0,
    maximum: 1,
    description: 'As in components.',
    example: 0.94,
  })
  value!: number | null;

  @ApiProperty({
    minimum: 0,
    maximum: 1,
    description: 'weight × value; 0 where that is null.',
    example: 0.47,
  })
  contribution!: number;
}

export class EffectivenessResponse {
  @ApiProperty({ minimum: 0, maximum: 1, example: 0.834 })
  effectiveness_score!: number;

  @ApiProperty({ minimum: 0, maximum: 1, description: '1 from 30 usages on.', example: 1 })
  confidence!: number;

  @ApiProperty({ enum: RECOMMENDATIONS, example: 'highly_recommended' })
  recommendation!: Recommendation;

  @ApiProperty({ type: EffectivenessComponents })
  components!: EffectivenessComponents;

  @ApiProperty({ type: [ScoreTermDto], description: 'How the score came about: contribution adds up to it.' })
  terms!: ScoreTermDto[];

  @ApiProperty({ type: PatternTotals })
  metrics!: PatternTotals;
}
