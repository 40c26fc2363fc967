import type { Weekday } from '../../common/calendar.js';
import { formatTime, type Granularity } from '../../common/time-range.js';
import type { AskedBuckets, AskedRange } from './usage-request.js';

/** A range and how it is cut, to stand beside an answer. */
export interface SaidBuckets {
  readonly from: string;
  readonly to: string;
  readonly granularity: Granularity;
  readonly timezone: string;
  readonly week_start: Weekday;
}

export const saidBuckets = (range: AskedRange, { calendar }: AskedBuckets): SaidBuckets => ({
  granularity: calendar.granularity,
  from: formatTime(range.from),
  to: formatTime(range.to),
  timezone: calendar.timeZone,
  week_start: calendar.weekStart,
});
