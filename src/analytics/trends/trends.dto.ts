import { IntersectionType } from '@nestjs/swagger';
import { PatternName } from '../../common/pattern-identity.dto.js';
import { GRANULARITIES, type Granularity } from '../../common/time-range.js';
import { Field, OR_ABSENT, OR_NULL } from '../../common/validation/fields.js';
import { IntegerText, MayBeAbsent, OneOf } from '../../common/validation/rules.js';
import { type LinearTrend, TREND_DIRECTIONS, type TrendDirection } from '../linear-trend.js';
import {
  BeyondLimit,
  BucketPoint,
  CalendarFields,
  ContextValue,
  PeriodComparison,
  TimeRangeField,
} from '../report/report.dto.js';
import { GroupedSeriesQueryDto } from '../query/usage-query.dto.js';
import { TREND_TYPES, type TrendType } from './trend-type.js';

export class TrendsQueryDto extends GroupedSeriesQueryDto {
  @MayBeAbsent(
    'Of the number of usages per bucket, of the average quality, or of the average execution time in milliseconds (performance: increasing is slower). Without it all three.',
  )
  @OneOf(TREND_TYPES)
  trend_type?: TrendType;
  @MayBeAbsent(
    'Only so many of the most used patterns; total_matching says how many there are, other where the rest is going.',
  )
  @IntegerText(1, 1000)
  limit?: number;
}

export class TrendPoint extends BucketPoint {
  @Field.number(0.88, 'Null where nothing was measured.', OR_NULL) value!: number | null;
}

export class TrendComparison extends PeriodComparison {
  @Field.word(TREND_DIRECTIONS, 'stable', 'Of the period before.') previous_direction!: TrendDirection;
  @Field.number(0.001, 'Of the period before.') previous_velocity!: number;
}

export class TrendLine implements LinearTrend {
  @Field.word(TREND_TYPES, 'quality') trend_type!: TrendType;
  @Field.word(
    TREND_DIRECTIONS,
    'increasing',
    'stable: slope below 1 % of the mean; insufficient_data: below 3 buckets.',
  )
  direction!: TrendDirection;
  @Field.number(0.004, 'The slope of the line per bucket, in the metric’s unit.') velocity!: number;
  @Field.fraction(0.72, 'R² of the line.') confidence!: number;
  @Field.number(0.91, 'What the line says of the next bucket, kept within what the metric can be.', OR_NULL)
  prediction!: number | null;
  @Field.list(
    TrendPoint,
    'The buckets with usages, oldest first; with fill=true all of them, which changes nothing of the line. Said where anything beyond the original’s parameters was asked for.',
    OR_ABSENT,
  )
  data?: TrendPoint[];
  @Field.object(TrendComparison, 'With compare=previous_period: of the usages, or the average.', OR_ABSENT)
  comparison?: TrendComparison;
}

export class PatternTrend extends IntersectionType(PatternName, TrendLine) {}

export class ContextTrends extends ContextValue {
  @Field.list(TrendLine) trends!: TrendLine[];
}

export class OtherTrends extends BeyondLimit {
  @Field.list(TrendLine, 'Of all their usages together.') trends!: TrendLine[];
}

export class TrendsResponse extends CalendarFields {
  @Field.list(PatternTrend, 'Of the most used pattern first; none where group_by is a context key.')
  trends!: PatternTrend[];
  @TimeRangeField('30d') time_range!: string;
  @Field.list(ContextTrends, 'With a context key as group_by: its values, the most used first.', OR_ABSENT)
  groups?: ContextTrends[];
  @Field.object(OtherTrends, 'With limit: what lies beyond it.', OR_ABSENT) other?: OtherTrends;
  @Field.word(GRANULARITIES, 'day', OR_ABSENT) granularity?: Granularity;
  @Field.count(12, 'How many patterns (or values of the context key) are listed.', OR_ABSENT)
  total_patterns?: number;
  @Field.count(12, 'How many there are, listed or not.', OR_ABSENT) total_matching?: number;
}
