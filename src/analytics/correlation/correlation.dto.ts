import { ApiExtraModels, IntersectionType } from '@nestjs/swagger';
import { WEEKDAYS, type Weekday } from '../../common/calendar.js';
import { PatternName } from '../../common/pattern-identity.dto.js';
import { GRANULARITIES, type Granularity } from '../../common/time-range.js';
import { Field, OR_ABSENT, OR_NULL } from '../../common/validation/fields.js';
import { IntegerText, MayBeAbsent } from '../../common/validation/rules.js';
import { BeyondLimit, ContextValue, PeriodComparison, TimeRangeField } from '../report/report.dto.js';
import { GroupedSeriesQueryDto } from '../query/usage-query.dto.js';

export class CorrelationQueryDto extends GroupedSeriesQueryDto {
  @MayBeAbsent(
    'Only so many of the most used patterns; total_matching says how many there are, other what the rest is.',
    { default: 20 },
  )
  @IntegerText(1, 1000)
  limit?: number;
}

export class RankCorrelationDto {
  @Field.word(['ok', 'insufficient_data'], 'ok') status!: 'ok' | 'insufficient_data';
  @Field.count(29, 'Buckets in which both were measured.') n!: number;
  @Field.number(0.61, 'Spearman’s.', OR_ABSENT, { minimum: -1, maximum: 1 }) rho?: number;
  @Field.fraction(0.0004, 'Two-sided; exact up to 7 buckets, by Student’s t from there on.', OR_ABSENT)
  p_value?: number;
  @Field.text('There are 3 whole buckets with both; at least 5 are needed.', 'Why it is refused.', OR_ABSENT)
  reason?: string;
}

export class CorrelatedBucket {
  @Field.instant('2025-10-28T00:00:00Z', 'The bucket’s start.') timestamp!: string;
  @Field.count(42) usage_count!: number;
  @Field.number(143.5, 'Milliseconds.', OR_NULL) average_execution_time_ms!: number | null;
  @Field.fraction(0.88, OR_NULL) average_quality!: number | null;
  @Field.flag(true, 'True where the bucket lasts still or is cut, and so is not correlated.', OR_ABSENT)
  partial?: true;
}

export class CorrelationComparison extends PeriodComparison {
  @Field.object(RankCorrelationDto, 'Of the period before.') previous_latency!: RankCorrelationDto;
  @Field.object(RankCorrelationDto, 'Of the period before.') previous_quality!: RankCorrelationDto;
}

export class UsageCorrelation {
  @Field.count(420, 'In the range.') usage_count!: number;
  @Field.object(RankCorrelationDto, 'Usages against the average execution time.')
  latency!: RankCorrelationDto;
  @Field.object(RankCorrelationDto, 'Usages against the average quality.') quality!: RankCorrelationDto;
  @Field.list(
    CorrelatedBucket,
    'The buckets with usages, oldest first; with fill=true all of them, which changes nothing of the correlation. Said where anything beyond time_range and pattern_id was asked for.',
    OR_ABSENT,
  )
  data?: CorrelatedBucket[];
  @Field.object(
    CorrelationComparison,
    'With compare=previous_period: usages and both correlations.',
    OR_ABSENT,
  )
  comparison?: CorrelationComparison;
}

export class PatternCorrelation extends IntersectionType(PatternName, UsageCorrelation) {}

export class ContextCorrelation extends IntersectionType(ContextValue, UsageCorrelation) {}

export class OtherCorrelation extends IntersectionType(BeyondLimit, UsageCorrelation) {}

@ApiExtraModels(RankCorrelationDto)
export class CorrelationResponse {
  @Field.list(PatternCorrelation, 'The most used first; none where group_by is a context key.')
  patterns!: PatternCorrelation[];
  @Field.list(
    ContextCorrelation,
    'With a context key as group_by: its values, the most used first.',
    OR_ABSENT,
  )
  groups?: ContextCorrelation[];
  @Field.object(OtherCorrelation, 'What lies beyond the limit, all its usages together.')
  other!: OtherCorrelation;
  @Field.count(1, 'How many patterns (or values of the context’s key) are listed.') total_patterns!: number;
  @Field.count(1, 'How many were used in the range, listed or not.') total_matching!: number;
  @TimeRangeField('30d') time_range!: string;
  @Field.word(GRANULARITIES, 'day') granularity!: Granularity;
  @Field.instant('2025-09-28T00:00:00Z') from!: string;
  @Field.instant('2025-10-28T00:00:00Z') to!: string;
  @Field.text('UTC') timezone!: string;
  @Field.word(WEEKDAYS, 'monday') week_start!: Weekday;
}
