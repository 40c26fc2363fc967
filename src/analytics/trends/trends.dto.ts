import { WEEKDAYS, type Weekday } from '../../common/calendar.js';
import { GRANULARITIES, TIME_RANGES, type Granularity } from '../../common/time-range.js';
import { IntegerText, MayBeAbsent, OneOf } from '../../common/validation/rules.js';
import { type LinearTrend, TREND_DIRECTIONS, type TrendDirection } from '../linear-trend.js';
import { PeriodComparison } from '../period-comparison.dto.js';
import { GroupQueryDto } from '../request/usage-query.dto.js';
import { TREND_TYPES, type TrendType } from './trend-type.js';
import {
  Count,
  FlagField,
  Fraction,
  Instant,
  ListField,
  NumberField,
  OR_ABSENT,
  OR_NULL,
  ObjectField,
  TextField,
  UuidField,
  WordField,
} from '../../common/validation/fields.js';

const TIME_RANGE_NAMES = Object.keys(TIME_RANGES);

export class TrendsQueryDto extends GroupQueryDto {
  @MayBeAbsent(
    'Of the number of usages per bucket, of the average quality, or of the average execution time in milliseconds (performance: increasing is slower). Without it all three.',
  )
  @OneOf(TREND_TYPES)
  trend_type?: TrendType;

  @MayBeAbsent(
    'Only so many of the most used patterns; total_matching says how many there are, other where the rest is going.',
  )
  @IntegerText(1, 1000)
  limit?: string;
}

export class TrendPoint {
  @Instant('2025-10-28T00:00:00Z', 'The bucket’s start.') timestamp!: string;
  @NumberField(0.88, 'Null where nothing was measured.', OR_NULL) value!: number | null;
  @FlagField(true, 'True where the bucket lasts still or the range cuts it.', OR_ABSENT) partial?: true;
}

export class TrendComparison extends PeriodComparison {
  @WordField(TREND_DIRECTIONS, 'stable', 'Of the period before.') previous_direction!: TrendDirection;
  @NumberField(0.001, 'Of the period before.') previous_velocity!: number;
}

export class TrendLine implements LinearTrend {
  @WordField(TREND_TYPES, 'quality') trend_type!: TrendType;
  @WordField(
    TREND_DIRECTIONS,
    'increasing',
    'stable where the slope is below 1 % of the mean; insufficient_data below 3 buckets.',
  )
  direction!: TrendDirection;
  @NumberField(0.004, 'The slope of the line per bucket, in the metric’s unit.') velocity!: number;
  @Fraction(0.72, 'R² of the line.') confidence!: number;
  @NumberField(0.91, 'What the line says of the next bucket, kept within what the metric can be.', OR_NULL)
  prediction!: number | null;
  @ListField(
    TrendPoint,
    'The buckets with usages, oldest first; with fill=true all of them, which changes nothing of the line. Said where anything beyond the original’s parameters was asked for.',
    OR_ABSENT,
  )
  data?: TrendPoint[];
  @ObjectField(
    TrendComparison,
    'Only with compare=previous_period: the number of usages, or the average.',
    OR_ABSENT,
  )
  comparison?: TrendComparison;
}

export class PatternTrend extends TrendLine {
  @UuidField('7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42') pattern_id!: string;
  @TextField('Retry with backoff') pattern_name!: string;
}

export class ContextTrends {
  @TextField('search', 'The text under the key; null of usages whose context does not have it.', OR_NULL)
  value!: string | null;
  @ListField(TrendLine) trends!: TrendLine[];
}

export class OtherTrends {
  @Count(17, 'How many patterns (or values) these are.') patterns!: number;
  @ListField(TrendLine, 'Of all their usages together.') trends!: TrendLine[];
}

export class TrendsResponse {
  @ListField(PatternTrend, 'Of the most used pattern first; none where group_by is a context key.')
  trends!: PatternTrend[];
  @WordField([...TIME_RANGE_NAMES, 'custom'], '30d') time_range!: string;
  @ListField(ContextTrends, 'Where group_by is a context key: by its values, the most used first.', OR_ABSENT)
  groups?: ContextTrends[];
  @ObjectField(OtherTrends, 'With limit: what lies beyond it.', OR_ABSENT) other?: OtherTrends;
  @WordField(GRANULARITIES, 'day', OR_ABSENT) granularity?: Granularity;
  @Count(12, 'How many patterns (or values of the context key) are listed.', OR_ABSENT)
  total_patterns?: number;
  @Count(12, 'How many there are, listed or not.', OR_ABSENT) total_matching?: number;
  @Instant('2025-09-28T00:00:00Z', OR_ABSENT) from?: string;
  @Instant('2025-10-28T00:00:00Z', OR_ABSENT) to?: string;
  @TextField('Europe/Berlin', OR_ABSENT) timezone?: string;
  @WordField(WEEKDAYS, 'monday', OR_ABSENT) week_start?: Weekday;
}
