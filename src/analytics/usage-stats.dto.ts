import { GRANULARITIES, TIME_RANGES, type Granularity } from '../common/time-range.js';
import { Field, OR_ABSENT, OR_NULL } from '../common/validation/fields.js';
import { IntegerText, Matching, MayBeAbsent } from '../common/validation/rules.js';
import { MOST_LISTED } from './report/most-listed.js';
import { CalendarFields } from './report/range.dto.js';
import { SeriesQueryDto } from './query/usage-query.dto.js';

const TIME_RANGE_NAMES = Object.keys(TIME_RANGES);

export class UsageStatsQueryDto extends SeriesQueryDto {
  @MayBeAbsent(
    'The width of the buckets, hour, day (the default) or week; or context.<key>, to count by what the usages have under that key of their context.',
    { example: 'day' },
  )
  @Matching(/^(hour|day|week|context\.[^\u0000]{1,64})$/u, 'one of hour, day, week, or context.<key>')
  group_by?: string;

  @MayBeAbsent(
    `Only so many of the most used patterns; the others are summed up under other. Left out, an answer has the first ${MOST_LISTED} and a file all.`,
  )
  @IntegerText(1, 1000)
  limit?: number;
}

export class UsageDataPoint {
  @Field.instant('2025-10-28T00:00:00Z', 'The bucket’s start.') timestamp!: string;
  @Field.count(42) count!: number;
  @Field.flag(
    true,
    'True where the bucket lasts still or the range cuts it. Said where anything beyond the original’s parameters was asked for.',
    OR_ABSENT,
  )
  partial?: true;
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

export class PatternUsageData extends UsageSeries {
  @Field.uuid('7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42') pattern_id!: string;
  @Field.text('Retry with backoff', 'Its name; without one, pattern_ and the first 8 characters of its id.')
  pattern_name!: string;
}

export class ContextUsageData extends UsageSeries {
  @Field.text('search', 'The text under the key; null of usages whose context does not have it.', OR_NULL)
  value!: string | null;
}

export class OtherUsageData extends UsageSeries {
  @Field.count(17, 'How many patterns these are.') patterns!: number;
}

export class UsageComparison {
  @Field.instant('2025-10-14T00:00:00Z') from!: string;
  @Field.instant('2025-10-21T00:00:00Z') to!: string;
  @Field.count(40) total_usage!: number;
  @Field.number(
    0.05,
    'How much more it is now, as a share of then: 0.05 is 5 % more; null where then was none.',
    OR_NULL,
  )
  change!: number | null;
}

/** The original's response model, to the letter; what else was asked for is said beside it. */
export class UsageStatsResponse extends CalendarFields {
  @Field.list(PatternUsageData, 'The most used first; none where group_by is a context key.')
  patterns!: PatternUsageData[];
  @Field.word([...TIME_RANGE_NAMES, 'custom'], '7d') time_range!: string;
  @Field.word(GRANULARITIES, 'day') granularity!: Granularity;
  @Field.count(1, 'How many patterns (or values of the context key) are listed.') total_patterns!: number;
  @Field.count(
    1,
    'How many there are, those under other included. Said with limit, where there are more than are listed, and where anything beyond the original’s parameters was asked for.',
    OR_ABSENT,
  )
  total_matching?: number;
  @Field.list(ContextUsageData, 'Where group_by is a context key: by its values.', OR_ABSENT)
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
