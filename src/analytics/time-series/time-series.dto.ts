import { ApiProperty, IntersectionType, OmitType } from '@nestjs/swagger';
import { ValidateIf } from 'class-validator';
import { PatternName } from '../../common/pattern-identity.dto.js';
import { GRANULARITIES, type Granularity } from '../../common/time-range.js';
import { Field, OR_ABSENT, OR_NULL } from '../../common/validation/fields.js';
import { OneOf, UuidList } from '../../common/validation/rules.js';
import {
  CalendarFields,
  ContextValue,
  OriginalPoint,
  PeriodComparison,
  TimeRangeField,
} from '../report/report.dto.js';
import { GroupedSeriesQueryDto, MAX_PATTERNS, UnknownQueryDto } from '../query/usage-query.dto.js';
import { SERIES_METRICS, type SeriesMetricName } from './series-metric.js';

export class TimeSeriesQueryDto extends IntersectionType(
  OmitType(GroupedSeriesQueryDto, ['outcome'] as const),
  UnknownQueryDto,
) {
  @ApiProperty({
    required: false,
    description: `The pattern; or up to ${MAX_PATTERNS}, comma-separated or repeated, each of which has its place in series. It or pattern is needed.`,
  })
  @ValidateIf(({ pattern }: TimeSeriesQueryDto) => pattern === undefined)
  @UuidList(MAX_PATTERNS)
  declare pattern_id: string[];
  @ApiProperty({
    description:
      'quality and success_rate are averages from 0 to 1, usage a count, execution_time the average in milliseconds, latency_p50, latency_p95 and latency_p99 quantiles of it; cost (US dollars), tokens (in and out) and time_saved (seconds) are sums of what usages told, actors counts distinct ones; these do not add up over buckets, and comparison has them of the whole range.',
  })
  @OneOf(SERIES_METRICS)
  metric!: SeriesMetricName;
}

export class TimeSeriesPoint extends OriginalPoint {
  @Field.number(0.88, 'Null, only with fill=true, where nothing was measured.', OR_NULL) value!:
    number | null;
  @Field.count(12, 'Of cost, tokens, time_saved and actors: how many usages told it.', OR_ABSENT) n?: number;
}

export class MetricSeries {
  @Field.list(TimeSeriesPoint, 'Oldest first.') data!: TimeSeriesPoint[];
  @Field.object(PeriodComparison, 'Only with compare=previous_period.', OR_ABSENT)
  comparison?: PeriodComparison;
}

export class PatternSeries extends IntersectionType(PatternName, MetricSeries) {}

export class ContextSeries extends IntersectionType(ContextValue, MetricSeries) {}

export class TimeSeriesResponse extends CalendarFields {
  @Field.patternId('The first that was asked for.') pattern_id!: string;
  @Field.word(SERIES_METRICS, 'quality') metric!: SeriesMetricName;
  @TimeRangeField('30d') time_range!: string;
  @Field.word(GRANULARITIES, 'day') granularity!: Granularity;
  @Field.list(TimeSeriesPoint, 'Oldest first; of the first pattern.') data!: TimeSeriesPoint[];
  @Field.list(
    PatternSeries,
    'Every pattern that was asked for, in that order; only where there are several.',
    OR_ABSENT,
  )
  series?: PatternSeries[];
  @Field.list(
    ContextSeries,
    'Where group_by is a context key: by its values, those with the most usages first; of all patterns that were asked for together.',
    OR_ABSENT,
  )
  groups?: ContextSeries[];
  @Field.number(0.048, 'Of a quantile: how far it may be off, as a share of the true one.', OR_ABSENT)
  relative_error?: number;
  @Field.object(PeriodComparison, 'Only with compare=previous_period.', OR_ABSENT)
  comparison?: PeriodComparison;
}
