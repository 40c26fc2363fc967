import { applyDecorators } from '@nestjs/common';
import { WEEKDAYS, type Weekday } from '../../common/calendar.js';
import {
  NODE_TYPES,
  type NodeType,
  KNOWN_OUTCOMES,
  type KnownOutcome,
  OUTCOMES,
  type Outcome,
  type PatternType,
  UNKNOWN,
} from '../../common/pattern-terms.js';
import {
  GRANULARITIES,
  type Granularity,
  TIME_RANGE_NAMES,
  type TimeRangeName,
} from '../../common/time-range.js';
import {
  FlagText,
  Matching,
  MayBeAbsent,
  OneOf,
  OneOfAnyCase,
  Rfc3339,
  SomeOf,
  Text,
  ParametersByName,
  PatternsByName,
  TimeZone,
  UuidList,
  TypeWord,
} from '../../common/validation/rules.js';

/** Most patterns that one question may name. */
export const MAX_PATTERNS = 100;

/** What to group by beside patterns. */
export const DIMENSION_GROUP = /^(?:version|context\.[^\u0000]{1,64})$/u;
export const DIMENSION_GROUP_ALLOWED = 'version, or context.<key>, the key of 1 to 64 characters';

/** When: a range by its name or by its ends. */
export class TimeRangeQueryDto {
  @MayBeAbsent('The last 1, 7, 30 or 90 times 24 hours up to now.')
  @OneOf(TIME_RANGE_NAMES)
  time_range?: TimeRangeName;
  @MayBeAbsent('The first instant that is meant, in place of time_range.') @Rfc3339() from?: string;
  @MayBeAbsent('The first instant that is not meant any more; now, where only from is given.')
  @Rfc3339()
  to?: string;
}

/** When, by the clocks of a time zone. */
export class ZonedRangeQueryDto extends TimeRangeQueryDto {
  @MayBeAbsent('IANA time zone of the hours, days and weeks, summer time included.', { default: 'UTC' })
  @TimeZone()
  timezone?: string;
}

/** Which usages, beside when. */
export class FilterQueryDto extends ZonedRangeQueryDto {
  @MayBeAbsent(`Only these patterns: 1 to ${MAX_PATTERNS} UUIDs, comma-separated or repeated.`)
  @UuidList(MAX_PATTERNS)
  pattern_id?: string[];
  @MayBeAbsent(
    `Only these patterns, by their names: 1 to ${MAX_PATTERNS}, comma-separated or repeated. One whose name has a comma is asked for by its id.`,
    { example: 'code-review,acme/deploy' },
  )
  @PatternsByName(MAX_PATTERNS)
  pattern?: string[];
  @MayBeAbsent('Only patterns of this type; those without one are other.', { example: 'skill' })
  @TypeWord()
  pattern_type?: PatternType;
  @MayBeAbsent('Only patterns of this node type, in any case.')
  @OneOfAnyCase(NODE_TYPES)
  node_type?: NodeType;
  @MayBeAbsent(`Only usages with these outcomes: ${KNOWN_OUTCOMES.join(', ')}, comma-separated or repeated.`)
  @SomeOf(KNOWN_OUTCOMES)
  outcome?: KnownOutcome[];
  @MayBeAbsent('Only usages of this version of their pattern.', { example: '2.0.0' })
  @Text(1, 128)
  version?: string;
  @MayBeAbsent(
    'Only usages whose context has this text under this top-level key, such as context.team=search. Read from the usages themselves, unless it is the only condition of its kind and the key is one of CONTEXT_DIMENSIONS.',
    { name: 'context.<key>' },
  )
  @ParametersByName(10, 64, 256)
  context?: Readonly<Record<string, string>>;
}

/** Whether usages of unknown outcome are meant, of a question that counts or lists usages. */
export const Include = (): PropertyDecorator =>
  applyDecorators(
    MayBeAbsent(
      'Counts usages whose outcome is unknown too; rates are of the others nonetheless. Without it the answer is as if there were none of these.',
    ),
    OneOf([UNKNOWN]),
  );

/** The same, and which outcomes. */
export class UnknownQueryDto {
  @Include() include?: typeof UNKNOWN;
  @MayBeAbsent(
    `Only usages with these outcomes: ${OUTCOMES.join(', ')}, comma-separated or repeated. To name unknown is to include it.`,
  )
  @SomeOf(OUTCOMES)
  outcome?: Outcome[];
}

/** How time is cut into buckets and which of them are shown, beside which usages. */
export class SeriesQueryDto extends FilterQueryDto {
  @MayBeAbsent('The width of the buckets.') @OneOf(GRANULARITIES) granularity?: Granularity;
  @MayBeAbsent('The first day of a week.', { default: 'monday' }) @OneOf(WEEKDAYS) week_start?: Weekday;
  @MayBeAbsent('Whether buckets without usages are there too: counts 0, averages null.', { default: false })
  @FlagText()
  fill?: boolean;
  @MayBeAbsent('Sets the range against the one before it, as long and as far elapsed.')
  @OneOf(['previous_period'])
  compare?: 'previous_period';
}

/** What the answer is broken down by, beside what buckets are shown. */
export class GroupedSeriesQueryDto extends SeriesQueryDto {
  @MayBeAbsent(
    'version, or context.<key>: by the version of the usages or by what they have under that key of their context, under groups, in place of by pattern. Keys beyond CONTEXT_DIMENSIONS are read from the usages themselves.',
    { example: 'context.team' },
  )
  @Matching(DIMENSION_GROUP, DIMENSION_GROUP_ALLOWED)
  group_by?: string;
}
