import { formatTime, type TimeRange } from '../../common/time-range.js';

/** The ends of a range, to stand beside an answer; all history has none. */
export const saidRange = ({ from, to }: TimeRange): { from?: string; to?: string } =>
  from === -Infinity ? {} : { from: formatTime(from), to: formatTime(to) };
