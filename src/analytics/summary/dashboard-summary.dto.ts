import { PatternName } from '../../common/pattern-identity.dto.js';
import { Field, OR_NULL } from '../../common/validation/fields.js';
import { TopPattern } from '../ranking/top-patterns.dto.js';
import { GROWTH_TRENDS, type GrowthTrend } from '../stats/growth-rate.js';

export class QualityShare {
  @Field.text('0.8-1.0', 'The upper end belongs to the next range, but 1.0 to the last.') range!: string;
  @Field.count(120, 'Usages with such a quality.') count!: number;
  @Field.number(62.5, 'Of the usages with a quality; null without any.', OR_NULL, {
    minimum: 0,
    maximum: 100,
  })
  percentage!: number | null;
}

export class TrendingPattern extends PatternName {
  @Field.number(0.75, 'Usages of the last 24 hours against the 24 before: (now − then) / max(then, 1)', {
    minimum: -1,
  })
  growth_rate!: number;
}

export class RecentTrend {
  @Field.word(
    GROWTH_TRENDS,
    'emerging',
    'emerging: growth_rate above 0.5; declining: below −0.3; else stable.',
  )
  trend_type!: GrowthTrend;
  @Field.list(TrendingPattern, 'The 10 that change most.') patterns!: TrendingPattern[];
  @Field.count(3, 'How many patterns there are in all.') count!: number;
}

export class DashboardSummaryResponse {
  @Field.count(12, 'Patterns that were ever used.') total_patterns!: number;
  @Field.fraction(0.91, 'The mean of the patterns’ success rates; null without any.', OR_NULL)
  average_success_rate!: number | null;
  @Field.list(TopPattern, 'The first 10 of top-patterns.') top_patterns!: TopPattern[];
  @Field.list(QualityShare, 'Usages with a quality, by it.') quality_distribution!: QualityShare[];
  @Field.list(RecentTrend, 'Patterns used within the last 48 hours, by how that changes.')
  recent_trends!: RecentTrend[];
  @Field.instant('2025-10-28T09:30:00Z') generated_at!: string;
}
