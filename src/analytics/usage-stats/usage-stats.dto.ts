import { IntersectionType, OmitType } from '@nestjs/swagger';
import { PatternName } from '../../common/pattern-identity.dto.js';
import { GRANULARITIES, type Granularity } from '../../common/time-range.js';
import { Field, OR_ABSENT, OR_NULL } from '../../common/validation/fields.js';
import { IntegerText, Matching, MayBeAbsent } from '../../common/validation/rules.js';
import { MAX_LISTED } from '../report/most-listed.js';
import {
  BeyondLimit,
  CalendarFields,
  ContextValue,
  OriginalPoint,
  TimeRangeField,
} from '../report/report.dto.js';
import { SeriesQueryDto, UnknownQueryDto } from '../query/usage-query.dto.js';

export class UsageStatsQueryDto extends IntersectionType(
  OmitType(SeriesQueryDto, ['outcome'] as const),
  UnknownQueryDto,
) {
  @MayBeAbsent(
    'The width of the buckets, hour, day (the default) or week; or version, or context.<key>, to count by the version of the usages or by what they have under that key of their context.',
    { example: 'day' },
  )
  @Matching(
    /^(hour|day|week|version|context\.[^\u0000]{1,64})$/u,
    'one of hour, day, week, version, or context.<key>',
  )
  group_by?: string;
  @MayBeAbsent(
    `Only so many of the most used patterns; the others are summed up under other. Left out, an answer has the first ${MAX_LISTED} and a file all.`,
  )
  @IntegerText(1, 1000)
  limit?: number;
}

export class UsageDataPoint extends OriginalPoint {
  @Field.count(42) count!: number;
}

export class UsageSeries {
  @Field.list(
    UsageDataPoint,
    'Buckets with usages, oldest first; with fill=true all of them. The range’s first bucket holds what lies within the range.',
  )
  usage_data!: UsageDataPoint[];
  @Field.count(42) total_usage!: number;
  @Field.count(40, 'The total of the period before; only with compare=previous_period.', OR_ABSENT)
  previous_total_usage?: number;
}

export class PatternUsageData extends IntersectionType(PatternName, UsageSeries) {}

export class ContextUsageData extends IntersectionType(ContextValue, UsageSeries) {}

export class OtherUsageData extends IntersectionType(BeyondLimit, UsageSeries) {}

export class UsageComparison {
  @Field.instant('2025-10-14T00:00:00Z') from!: string;
  @Field.instant('2025-10-21T00:00:00Z') to!: string;
  @Field.count(40) total_usage!: number;
  @Field.number(0.05, 'How much more it is now: 0.05 is 5 % more; null where then was none.', OR_NULL)
  change!: number | null;
}

/** The original's response model, to the letter; what else was asked for is said beside it. */
export class UsageStatsResponse extends CalendarFields {
  @Field.list(PatternUsageData, 'The most used first; none where group_by is version or a context key.')
  patterns!: PatternUsageData[];
  @TimeRangeField('7d') time_range!: string;
  @Field.word(GRANULARITIES, 'day') granularity!: Granularity;
  @Field.count(1, 'How many patterns (or values of the version or context key) are listed.')
  total_patterns!: number;
  @Field.count(
    1,
    'How many there are, those under other included. Said with limit, where there are more than are listed, and where anything beyond the original’s parameters was asked for.',
    OR_ABSENT,
  )
  total_matching?: number;
  @Field.list(ContextUsageData, 'Where group_by is version or a context key: by its values.', OR_ABSENT)
  groups?: ContextUsageData[];
  @Field.object(
    OtherUsageData,
    'With limit, or where there are more than 1,000: what lies beyond.',
    OR_ABSENT,
  )
  other?: OtherUsageData;
  @Field.count(42, OR_ABSENT) total_usage?: number;
  @Field.object(UsageComparison, OR_ABSENT) comparison?: UsageComparison;
}
