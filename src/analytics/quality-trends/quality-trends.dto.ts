import { WEEKDAYS, type Weekday } from '../../common/calendar.js';
import { GRANULARITIES, TIME_RANGES, type Granularity } from '../../common/time-range.js';
import { Field, OR_ABSENT, OR_NULL } from '../../common/validation/fields.js';
import { TREND_DIRECTIONS, type TrendDirection } from '../linear-trend.js';
import { PeriodComparison } from '../period-comparison.dto.js';

const TIME_RANGE_NAMES = Object.keys(TIME_RANGES);

export class QualityTrendPoint {
  @Field.instant('2025-10-28T00:00:00Z', 'The bucket’s start.') timestamp!: string;
  @Field.number(
    0.84,
    'The mean of the qualities in the bucket; null, only with fill=true, without any.',
    OR_NULL,
  )
  avg_quality!: number | null;
  @Field.count(12, 'Patterns that had a quality in it.') pattern_count!: number;
  @Field.number(0.4, 'Of a single usage.', OR_NULL) min_quality!: number | null;
  @Field.number(1, OR_NULL) max_quality!: number | null;
  @Field.flag(
    true,
    'True where the bucket lasts still or the range cuts it. Said where anything beyond the original’s parameters was asked for.',
    OR_ABSENT,
  )
  partial?: true;
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

export class ContextQualitySeries extends QualitySeries {
  @Field.text('search', 'The text under the key; null of usages whose context does not have it.', OR_NULL)
  value!: string | null;
}

export class QualityTrendsResponse extends QualitySeries {
  @Field.word([...TIME_RANGE_NAMES, 'custom'], '30d') time_range!: string;
  @Field.list(
    ContextQualitySeries,
    'Where group_by is a context key: the same by its values, those with the most qualities first.',
    OR_ABSENT,
  )
  groups?: ContextQualitySeries[];
  @Field.word(GRANULARITIES, 'day', OR_ABSENT) granularity?: Granularity;
  @Field.instant('2025-09-28T00:00:00Z', OR_ABSENT) from?: string;
  @Field.instant('2025-10-28T00:00:00Z', OR_ABSENT) to?: string;
  @Field.text('Europe/Berlin', OR_ABSENT) timezone?: string;
  @Field.word(WEEKDAYS, 'monday', OR_ABSENT) week_start?: Weekday;
}
