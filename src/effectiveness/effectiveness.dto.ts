import { PatternTotals } from '../analytics/index.js';
import { DEFAULT_HOURS, MAX_HOURS } from '../common/time-range.js';
import { Field, OR_NULL } from '../common/validation/fields.js';
import { IntegerText, MayBeAbsent } from '../common/validation/rules.js';
import { RECOMMENDATIONS, type Recommendation } from './stats/effectiveness-score.js';
import { SCORE_COMPONENTS, type ScoreTerm } from './stats/score-terms.js';

export class EffectivenessQueryDto {
  @MayBeAbsent('How many hours back from now.', { default: DEFAULT_HOURS })
  @IntegerText(1, MAX_HOURS)
  time_range_hours?: number;
}

export class EffectivenessComponents {
  @Field.fraction(0.94, 'Null without usages.', OR_NULL) success_rate!: number | null;
  @Field.fraction(0.88, 'Null without any quality, which counts 0.', OR_NULL) average_quality!: number | null;
  @Field.fraction(0.5, '1 from 100 usages on.') usage_frequency!: number;
}

export class ScoreTermDto implements ScoreTerm {
  @Field.word(SCORE_COMPONENTS, 'success_rate') component!: ScoreTerm['component'];
  @Field.fraction(0.5) weight!: number;
  @Field.fraction(0.94, 'As in components.', OR_NULL) value!: number | null;
  @Field.fraction(0.47, 'weight × value; 0 where that is null.') contribution!: number;
}

export class EffectivenessResponse {
  @Field.fraction(0.834) effectiveness_score!: number;
  @Field.fraction(1, '1 from 30 usages on.') confidence!: number;
  @Field.word(RECOMMENDATIONS, 'highly_recommended') recommendation!: Recommendation;
  @Field.object(EffectivenessComponents) components!: EffectivenessComponents;
  @Field.list(ScoreTermDto, 'How the score came about: contribution adds up to it.') terms!: ScoreTermDto[];
  @Field.object(PatternTotals) metrics!: PatternTotals;
}
