import { WEEKDAYS, type Weekday } from '../../common/calendar.js';
import { GRANULARITIES, TIME_RANGES, type Granularity } from '../../common/time-range.js';
import { TREND_DIRECTIONS, type TrendDirection } from '../linear-trend.js';
import { PeriodComparison } from '../period-comparison.dto.js';
import {
  Count,
  FlagField,
  Instant,
  ListField,
  NumberField,
  OR_ABSENT,
  OR_NULL,
  ObjectField,
  TextField,
  WordField,
} from '../../common/validation/fields.js';

const TIME_RANGE_NAMES = Object.keys(TIME_RANGES);

export class QualityTrendPoint {
  @Instant('2025-10-28T00:00:00Z', 'The bucket’s start.') timestamp!: string;
  @NumberField(
    0.84,
    'The mean of the qualities in the bucket; null, only with fill=true, without any.',
    OR_NULL,
  )
  avg_quality!: number | null;
  @Count(12, 'Patterns that had a quality in it.') pattern_count!: number;
  @NumberField(0.4, 'Of a single usage.', OR_NULL) min_quality!: number | null;
  @NumberField(1, OR_NULL) max_quality!: number | null;
  @FlagField(
    true,
    'True where the bucket lasts still or the range cuts it. Said where anything beyond the original’s parameters was asked for.',
    OR_ABSENT,
  )
  partial?: true;
}

export class QualitySeries {
  @ListField(QualityTrendPoint, 'Oldest first.') trends!: QualityTrendPoint[];
  @WordField(
    TREND_DIRECTIONS,
    'increasing',
    'Of the line of least squares through avg_quality over the buckets: stable where its slope is below 1 % of the mean, insufficient_data below 3 buckets.',
  )
  overall_trend!: TrendDirection;
  @NumberField(0.004, 'The slope of that line: quality per bucket.') trend_velocity!: number;
  @ObjectField(PeriodComparison, 'Only with compare=previous_period: of the average quality.', OR_ABSENT)
  comparison?: PeriodComparison;
}

export class ContextQualitySeries extends QualitySeries {
  @TextField('search', 'The text under the key; null of usages whose context does not have it.', OR_NULL)
  value!: string | null;
}

export class QualityTrendsResponse extends QualitySeries {
  @WordField([...TIME_RANGE_NAMES, 'custom'], '30d') time_range!: string;
  @ListField(
    ContextQualitySeries,
    'Where group_by is a context key: the same by its values, those with the most qualities first.',
    OR_ABSENT,
  )
  groups?: ContextQualitySeries[];
  @WordField(GRANULARITIES, 'day', OR_ABSENT) granularity?: Granularity;
  @Instant('2025-09-28T00:00:00Z', OR_ABSENT) from?: string;
  @Instant('2025-10-28T00:00:00Z', OR_ABSENT) to?: string;
  @TextField('Europe/Berlin', OR_ABSENT) timezone?: string;
  @WordField(WEEKDAYS, 'monday', OR_ABSENT) week_start?: Weekday;
}
