import { IntersectionType, OmitType } from '@nestjs/swagger';
import { WEEKDAYS, type Weekday } from '../../common/calendar.js';
import { GRANULARITIES, type Granularity } from '../../common/time-range.js';
import { Field, OR_NULL } from '../../common/validation/fields.js';
import { SeriesQueryDto, UnknownQueryDto } from '../query/usage-query.dto.js';
import { BucketPoint, TimeRangeField } from '../report/report.dto.js';

export class AdoptionQueryDto extends IntersectionType(
  OmitType(SeriesQueryDto, ['fill', 'compare', 'outcome'] as const),
  UnknownQueryDto,
) {}

export class AdoptionPoint extends BucketPoint {
  @Field.count(9, 'Distinct actors; they do not add up over buckets. new and returning are these.')
  actors!: number;
  @Field.count(
    2,
    'Those whose first usage of what the question is about, in all that is kept, is in this bucket.',
  )
  new!: number;
  @Field.count(7, 'Those that used it before as well, in whichever bucket.') returning!: number;
  @Field.count(
    3,
    'Those that used it in the bucket before and not in this one; null where the bucket lasts still or the range cuts it.',
    OR_NULL,
  )
  lapsed!: number | null;
}

export class AdoptionResponse {
  @TimeRangeField('30d') time_range!: string;
  @Field.word(GRANULARITIES, 'week') granularity!: Granularity;
  @Field.instant('2025-10-21T00:00:00Z') from!: string;
  @Field.instant('2025-10-28T00:00:00Z') to!: string;
  @Field.text('Europe/Berlin') timezone!: string;
  @Field.word(WEEKDAYS, 'monday') week_start!: Weekday;
  @Field.list(AdoptionPoint, 'Oldest first, those without usages included, up to now.')
  data!: AdoptionPoint[];
  @Field.count(14, 'Distinct actors of the whole range; null where no usage tells one.', OR_NULL)
  actors!: number | null;
  @Field.count(420, 'In the range.') usages!: number;
  @Field.count(390, 'Of these: those that tell an actor, which all else is of.') usages_with_actor!: number;
  @Field.instant(
    '2025-03-01T08:00:00Z',
    'From when on usages are kept: who used it before then counts as new at the next usage. Null without any.',
    OR_NULL,
  )
  first_kept!: string | null;
}
