import { ApiProperty } from '@nestjs/swagger';
import { formatTime } from '../common/time-range.js';
import type { AskedRange } from './request/usage-request.js';
import { withoutRounding } from './stats/without-rounding.js';

/** One number of a range and of the period before it. */
export class PeriodComparison {
  @ApiProperty({ format: 'date-time', description: 'The period before.', example: '2025-08-29T00:00:00Z' })
  from!: string;

  @ApiProperty({ format: 'date-time', example: '2025-09-28T00:00:00Z' })
  to!: string;

  @ApiProperty({ type: Number, nullable: true, description: 'Of the whole range.', example: 0.88 })
  value!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Of the period before.', example: 0.8 })
  previous_value!: number | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'How much more it is now, as a share of then; null where then was nothing.',
    example: 0.1,
  })
  change!: number | null;
}

const changeOf = (value: number | null, previous: number | null): number | null => {
  if (value === null || !previous) return null;
  const [now, then] = withoutRounding([value, previous]);
  return (now! - then!) / then!;
};

export const comparePeriods = (
  { previous }: AskedRange,
  value: number | null,
  previous_value: number | null,
): Readonly<PeriodComparison> => ({
  from: formatTime(previous.from),
  to: formatTime(previous.to),
  value,
  previous_value,
  change: changeOf(value, previous_value),
});
