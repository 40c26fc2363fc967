import { ApiProperty } from '@nestjs/swagger';
import { WEEKDAYS, type Weekday } from '../../common/calendar.js';
import { CURSOR } from '../../common/cursor.js';
import { PatternName } from '../../common/pattern-identity.dto.js';
import { OUTCOMES, type Outcome } from '../../common/pattern-terms.js';
import { GRANULARITIES, type Granularity } from '../../common/time-range.js';
import { Field, OR_ABSENT, OR_NULL } from '../../common/validation/fields.js';
import { IntegerText, Matching, MayBeAbsent, OneOf, Text } from '../../common/validation/rules.js';
import { BucketPoint, PeriodComparison, TimeRangeField } from '../report/report.dto.js';
import { SeriesQueryDto, FilterQueryDto } from '../query/usage-query.dto.js';
import { USAGE_TRENDS, type UsageTrend } from '../usage-trend.js';
import { FINGERPRINT_ID } from './fingerprint-id.js';

const MAX_CURSOR = 120;

export class ErrorsQueryDto extends SeriesQueryDto {
  @MayBeAbsent(
    'Each kind of error over time as well, under data, in buckets of this width. With fill=true alone they are days, or hours where the range is one day or less.',
  )
  @OneOf(GRANULARITIES)
  declare granularity?: Granularity;
  @MayBeAbsent('Only so many of the most frequent kinds; other says what the rest is.', { default: 50 })
  @IntegerText(1, 500)
  limit?: number;
}

export class ErrorUsagesQueryDto extends FilterQueryDto {
  @MayBeAbsent({ default: 100 }) @IntegerText(1, 500) limit?: number;
  @MayBeAbsent('next_cursor of the page before, with the same range and filters.', { pattern: CURSOR.source })
  @Text(1, MAX_CURSOR)
  cursor?: string;
}

export class ErrorIdDto {
  @ApiProperty({ example: '9f86d081884c7d65' })
  @Matching(FINGERPRINT_ID, 'the id of an error, 16 hexadecimal digits')
  fingerprint_id!: string;
}

export class ErrorUsage {
  @Field.uuid('019a2b4e-7c00-7cc3-98c4-dc0c0c07398f') usage_id!: string;
  @Field.patternId() pattern_id!: string;
  @Field.instant('2025-10-28T09:30:00Z') created_at!: string;
  @Field.word(OUTCOMES, 'error') outcome!: Outcome;
  @Field.number(0.2, OR_NULL) quality_score!: number | null;
  @Field.number(30_012, OR_NULL) execution_time_ms!: number | null;
  @ApiProperty({ type: 'object', additionalProperties: true, example: { team: 'search' } })
  context!: Readonly<Record<string, unknown>>;
  @Field.uuid('3c8e7f10-4d2b-4a6e-9c1f-5b7d8e9f0a12', OR_NULL) correlation_id!: string | null;
  @Field.text('Timeout after 30000 ms') error_message!: string;
}

export class ErrorPattern extends PatternName {
  @Field.count(12) count!: number;
  @Field.count(3, 'In the period before.') previous_count!: number;
  @Field.word(USAGE_TRENDS, 'increasing') trend!: UsageTrend;
  @Field.instant('2025-10-22T08:14:00Z') first_seen!: string;
  @Field.instant('2025-10-28T09:30:00Z') last_seen!: string;
}

export class ErrorPoint extends BucketPoint {
  @Field.count(4) count!: number;
}

export class ErrorKind {
  @Field.text('9f86d081884c7d65', 'The same for the same fingerprint, always.') id!: string;
  @Field.text('Timeout after <n> ms', 'The message with numbers, ids, times, addresses and paths masked.')
  fingerprint!: string;
  @Field.count(12) count!: number;
  @Field.fraction(0.4, 'Of all errors that were asked for.') share!: number;
  @Field.count(3, 'In the period before.') previous_count!: number;
  @Field.word(USAGE_TRENDS, 'increasing', 'Against the period before: above 120 % or below 80 %.')
  trend!: UsageTrend;
  @Field.instant('2025-10-22T08:14:00Z', 'Within the range.') first_seen!: string;
  @Field.instant('2025-10-28T09:30:00Z') last_seen!: string;
  @Field.list(ErrorPattern, 'Where it occurs most, at most 20.') patterns!: ErrorPattern[];
  @Field.count(1, 'How many of these are listed.') total_patterns!: number;
  @Field.count(1, 'In how many patterns it occurs, listed or not.') total_matching!: number;
  @Field.list(
    ErrorPoint,
    'With granularity: buckets with such errors, oldest first; with fill=true all of them.',
    OR_ABSENT,
  )
  data?: ErrorPoint[];
  @Field.object(ErrorUsage, 'The youngest; null where single usages are not kept so long.', OR_NULL)
  sample!: ErrorUsage | null;
}

class OtherErrors {
  @Field.count(3, 'Kinds beyond the limit.') kinds!: number;
  @Field.count(5) count!: number;
  @Field.list(ErrorPoint, 'With granularity.', OR_ABSENT) data?: ErrorPoint[];
}

export class ErrorsResponse {
  @Field.list(ErrorKind, 'The most frequent first.') errors!: ErrorKind[];
  @Field.count(1, 'Kinds of errors, shown or not.') total_kinds!: number;
  @Field.count(30, 'Usages with an error message.') total_errors!: number;
  @Field.count(20, 'In the period before.') previous_total_errors!: number;
  @Field.object(OtherErrors) other!: OtherErrors;
  @Field.list(ErrorPoint, 'With granularity: errors of all kinds.', OR_ABSENT) data?: ErrorPoint[];
  @Field.object(PeriodComparison, 'Only with compare=previous_period: of total_errors.', OR_ABSENT)
  comparison?: PeriodComparison;
  @Field.word(GRANULARITIES, 'day', 'With data.', OR_ABSENT) granularity?: Granularity;
  @Field.text('Europe/Berlin', 'With data.', OR_ABSENT) timezone?: string;
  @Field.word(WEEKDAYS, 'monday', 'With data.', OR_ABSENT) week_start?: Weekday;
  @TimeRangeField('7d') time_range!: string;
  @Field.instant('2025-10-21T00:00:00Z') from!: string;
  @Field.instant('2025-10-28T00:00:00Z') to!: string;
}

export class ErrorUsagesResponse {
  @Field.text('9f86d081884c7d65') id!: string;
  @Field.text('Timeout after <n> ms', 'Null where nothing in the range has that id.', OR_NULL)
  fingerprint!: string | null;
  @Field.count(12, 'Usages in the range, on all pages.') total_usages!: number;
  @Field.list(ErrorUsage, 'The youngest first.') usages!: ErrorUsage[];
  @Field.text(null, 'Null on the last page.', OR_NULL) next_cursor!: string | null;
}
