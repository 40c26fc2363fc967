import { IntersectionType } from '@nestjs/swagger';
import { PatternIdentity } from '../../common/pattern-identity.dto.js';
import { GRANULARITIES, type Granularity } from '../../common/time-range.js';
import { Field, OR_ABSENT, OR_NULL } from '../../common/validation/fields.js';
import { IntegerText, MayBeAbsent, NumberText } from '../../common/validation/rules.js';
import { TREND_DIRECTIONS, type TrendDirection } from '../linear-trend.js';
import { BeyondLimit, CalendarFields, ContextValue, OriginalPoint } from '../report/report.dto.js';
import { GroupedSeriesQueryDto } from '../query/usage-query.dto.js';

const MAX_PATTERNS = 10_000;

export class QualityMetricsQueryDto extends GroupedSeriesQueryDto {
  @MayBeAbsent('Only patterns whose average quality over the range is at least this.', { default: 0 })
  @NumberText(0, 1)
  min_quality?: number;
  @MayBeAbsent(
    'Only so many of the best patterns; total_matching still counts all, and other says how good the rest is.',
  )
  @IntegerText(1, MAX_PATTERNS)
  limit?: number;
}

export class QualityMeasurement extends OriginalPoint {
  @Field.fraction(0.88, 'The mean over the bucket; null only in a bucket that fill=true adds.', OR_NULL)
  quality_score!: number | null;
  @Field.fraction(0.5, 'min(qualities in the bucket / 30, 1)') confidence!: number;
}

export class QualityTrend {
  @Field.word(
    TREND_DIRECTIONS,
    'increasing',
    'stable: |velocity| below 0.01; insufficient_data: below 3 points.',
  )
  direction!: TrendDirection;
  @Field.number(0.02, 'slope / mean: the share of itself by which it changes a bucket.') velocity!: number;
  @Field.number(0.0176, 'Of the least-squares line through the measurements: change a bucket.')
  slope!: number;
}

export class MeasuredQuality {
  @Field.list(QualityMeasurement, 'Buckets with a quality, oldest first.')
  measurements!: QualityMeasurement[];
  @Field.object(QualityTrend) trend!: QualityTrend;
  @Field.fraction(
    0.88,
    'Over the range; null only of other, where there is nothing. Said where anything beyond the original’s parameters was asked for.',
    OR_NULL,
    OR_ABSENT,
  )
  average_quality?: number | null;
  @Field.fraction(0.85, 'Of the period before; only with compare=previous_period.', OR_NULL, OR_ABSENT)
  previous_average_quality?: number | null;
}

export class PatternQuality extends IntersectionType(PatternIdentity, MeasuredQuality) {}

export class ContextQuality extends IntersectionType(ContextValue, MeasuredQuality) {}

export class OtherQuality extends IntersectionType(BeyondLimit, MeasuredQuality) {}

export class QualityComparison {
  @Field.instant('2025-10-14T00:00:00Z') from!: string;
  @Field.instant('2025-10-21T00:00:00Z') to!: string;
}

export class QualityMetricsResponse extends CalendarFields {
  @Field.list(
    PatternQuality,
    'Patterns with a quality in the range, the best on average first, then by pattern_id; none where group_by is a context key.',
  )
  patterns!: PatternQuality[];
  @Field.count(1, 'How many patterns (or values of the context’s key) are listed.') total_count!: number;
  @Field.count(1, 'How many there are, those beyond the limit included.') total_matching!: number;
  @Field.list(ContextQuality, 'With a context key as group_by: its values, the best first.', OR_ABSENT)
  groups?: ContextQuality[];
  @Field.object(OtherQuality, 'With limit: what lies beyond it, all its usages together.', OR_ABSENT)
  other?: OtherQuality;
  @Field.word(GRANULARITIES, 'day', OR_ABSENT) granularity?: Granularity;
  @Field.object(QualityComparison, OR_ABSENT) comparison?: QualityComparison;
}
