import { TopPattern } from '../ranking/top-patterns.dto.js';
import { GROWTH_TRENDS, type GrowthTrend } from '../stats/growth-rate.js';
import {
  Count,
  Fraction,
  Instant,
  ListField,
  NumberField,
  OR_NULL,
  TextField,
  UuidField,
  WordField,
} from '../../common/validation/fields.js';

export class QualityShare {
  @TextField('0.8-1.0', 'The upper end belongs to the next range, but 1.0 to the last.') range!: string;
  @Count(120, 'Usages with such a quality.') count!: number;
  @NumberField(62.5, 'Of the usages with a quality; null without any.', OR_NULL, { minimum: 0, maximum: 100 })
  percentage!: number | null;
}

export class TrendingPattern {
  @UuidField('7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42') pattern_id!: string;
  @TextField('Retry with backoff') pattern_name!: string;
  @NumberField(0.75, 'Usages of the last 24 hours against the 24 before: (now − then) / max(then, 1)', {
    minimum: -1,
  })
  growth_rate!: number;
}

export class RecentTrend {
  @WordField(
    GROWTH_TRENDS,
    'emerging',
    'emerging: growth_rate above 0.5; declining: below −0.3; stable: in between.',
  )
  trend_type!: GrowthTrend;
  @ListField(TrendingPattern, 'The 10 that change most.') patterns!: TrendingPattern[];
  @Count(3, 'How many patterns there are in all.') count!: number;
}

export class DashboardSummaryResponse {
  @Count(12, 'Patterns that were ever used.') total_patterns!: number;
  @Fraction(0.91, 'The mean of the patterns’ success rates, each counting once; null without any.', OR_NULL)
  average_success_rate!: number | null;
  @ListField(TopPattern, 'The first 10 of top-patterns.') top_patterns!: TopPattern[];
  @ListField(QualityShare, 'Usages with a quality, by it.') quality_distribution!: QualityShare[];
  @ListField(RecentTrend, 'Patterns used within the last 48 hours, by how that changes.')
  recent_trends!: RecentTrend[];
  @Instant('2025-10-28T09:30:00Z') generated_at!: string;
}
