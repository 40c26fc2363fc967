import { IntersectionType } from '@nestjs/swagger';
import { GRANULARITIES, type Granularity } from '../../common/time-range.js';
import { Field, OR_ABSENT, OR_NULL } from '../../common/validation/fields.js';
import { TREND_DIRECTIONS, type TrendDirection } from '../linear-trend.js';
import {
  CalendarFields,
  ContextValue,
  OriginalPoint,
  PeriodComparison,
  TimeRangeField,
} from '../report/report.dto.js';

export class QualityTrendPoint extends OriginalPoint {
  @Field.number(0.84, 'The mean of the bucket; null, only with fill=true, without any quality.', OR_NULL)
  avg_quality!: number | null;
  @Field.count(12, 'Patterns that had a quality in it.') pattern_count!: number;
  @Field.number(0.4, 'Of a single usage.', OR_NULL) min_quality!: number | null;
  @Field.number(1, OR_NULL) max_quality!: number | null;
}

export class QualitySeries {
  @Field.list(QualityTrendPoint, 'Oldest first.') trends!: QualityTrendPoint[];
  @Field.word(
    TREND_DIRECTIONS,
    'increasing',
    'Of the line of least squares through avg_quality over the buckets: stable where its slope is below 1 % of the mean, insufficient_data below 3 buckets.',
  )
  overall_trend!: TrendDirection;
  @Field.number(0.004, 'The slope of that line: quality per bucket.') trend_velocity!: number;
  @Field.object(PeriodComparison, 'Only with compare=previous_period: of the average quality.', OR_ABSENT)
  comparison?: PeriodComparison;
}

export class ContextQualitySeries extends IntersectionType(ContextValue, QualitySeries) {}

export class QualityTrendsResponse extends IntersectionType(QualitySeries, CalendarFields) {
  @TimeRangeField('30d') time_range!: string;
  @Field.list(
    ContextQualitySeries,
    'Where group_by is a context key: the same by its values, those with the most qualities first.',
    OR_ABSENT,
  )
  groups?: ContextQualitySeries[];
  @Field.word(GRANULARITIES, 'day', OR_ABSENT) granularity?: Granularity;
  @Field.instant('2025-09-28T00:00:00Z', OR_ABSENT) declare from?: string;
}
