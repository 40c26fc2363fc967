import { WEEKDAYS, type Weekday } from '../../common/calendar.js';
import { TIME_RANGE_NAMES } from '../../common/time-range.js';
import { Field, OR_ABSENT, OR_NULL } from '../../common/validation/fields.js';

/** The name of the range that an answer is about; custom where its ends were given. */
export const TimeRangeField = (example: string): PropertyDecorator =>
  Field.word([...TIME_RANGE_NAMES, 'custom'], example);

/** The range that an answer is about, and by whose clocks it was cut. */
export class CalendarFields {
  @Field.instant('2025-10-21T00:00:00Z', OR_ABSENT) from?: string;
  @Field.instant('2025-10-28T00:00:00Z', OR_ABSENT) to?: string;
  @Field.text('Europe/Berlin', OR_ABSENT) timezone?: string;
  @Field.word(WEEKDAYS, 'monday', OR_ABSENT) week_start?: Weekday;
}

/** A bucket of an answer. */
export class BucketPoint {
  @Field.instant('2025-10-28T00:00:00Z', 'The bucket’s start.') timestamp!: string;
  @Field.flag(true, 'True where the bucket lasts still or the range cuts it.', OR_ABSENT) partial?: true;
}

/** A bucket of an answer that says no more than the original’s where no more is asked. */
export class OriginalPoint {
  @Field.instant('2025-10-28T00:00:00Z', 'The bucket’s start.') timestamp!: string;
  @Field.flag(
    true,
    'True where the bucket lasts still or the range cuts it. Said where anything beyond the original’s parameters was asked for.',
    OR_ABSENT,
  )
  partial?: true;
}

/** A value of the context’s key that an answer is broken down by. */
export class ContextValue {
  @Field.text(
    'search',
    'The version or the text under the key of the context; null of usages that do not have it.',
    OR_NULL,
  )
  value!: string | null;
  @Field.flag(
    true,
    'True of usages with any other value than those that rollups tell apart: the 10,000 most used of an hour or day, of up to 256 characters.',
    OR_ABSENT,
  )
  is_other?: true;
}

/** What lies beyond the limit. */
export class BeyondLimit {
  @Field.count(17, 'How many patterns (or values) these are.') patterns!: number;
}

/** One number of a range and of the period before it. */
export class PeriodComparison {
  @Field.instant('2025-08-29T00:00:00Z', 'The period before.') from!: string;
  @Field.instant('2025-09-28T00:00:00Z') to!: string;
  @Field.number(0.88, 'Of the whole range.', OR_NULL) value!: number | null;
  @Field.number(0.8, 'Of the period before.', OR_NULL) previous_value!: number | null;
  @Field.number(0.1, 'How much more it is now, as a share of then; null where then was nothing.', OR_NULL)
  change!: number | null;
}
