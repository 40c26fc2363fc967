import { formatTime } from '../common/time-range.js';
import { Field, OR_NULL } from '../common/validation/fields.js';
import type { ResolvedRange } from './query/resolve-range.js';
import { withoutRounding } from './stats/without-rounding.js';

/** One number of a range and of the period before it. */
export class PeriodComparison {
  @Field.instant('2025-08-29T00:00:00Z', 'The period before.') from!: string;
  @Field.instant('2025-09-28T00:00:00Z') to!: string;
  @Field.number(0.88, 'Of the whole range.', OR_NULL) value!: number | null;
  @Field.number(0.8, 'Of the period before.', OR_NULL) previous_value!: number | null;
  @Field.number(0.1, 'How much more it is now, as a share of then; null where then was nothing.', OR_NULL)
  change!: number | null;
}

const changeOf = (value: number | null, previous: number | null): number | null => {
  if (value === null || !previous) return null;
  const [now, then] = withoutRounding([value, previous]);
  return (now! - then!) / then!;
};

export const comparePeriods = (
  { previous }: ResolvedRange,
  value: number | null,
  previous_value: number | null,
): Readonly<PeriodComparison> => ({
  from: formatTime(previous.from),
  to: formatTime(previous.to),
  value,
  previous_value,
  change: changeOf(value, previous_value),
});
