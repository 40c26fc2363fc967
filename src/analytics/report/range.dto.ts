import { WEEKDAYS, type Weekday } from '../../common/calendar.js';
import { Field, OR_ABSENT } from '../../common/validation/fields.js';

/** The range that an answer is about. */
export class RangeFields {
  @Field.instant('2025-10-21T00:00:00Z', OR_ABSENT) from?: string;
  @Field.instant('2025-10-28T00:00:00Z', OR_ABSENT) to?: string;
}

/** The same, and by whose clocks it was cut. */
export class CalendarFields extends RangeFields {
  @Field.text('Europe/Berlin', OR_ABSENT) timezone?: string;
  @Field.word(WEEKDAYS, 'monday', OR_ABSENT) week_start?: Weekday;
}
