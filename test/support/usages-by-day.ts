import { DateTime } from 'luxon';
import { type ReportedUsage, timeOf } from './seeded-usages.js';

/** The usages of one day of a zone. */
export interface UsagesOfDay {
  /** Where it begins, milliseconds since 1970 UTC. */
  readonly start: number;
  readonly own: ReportedUsage[];
}

/** Usages from a time on by the day of a zone on which they were, oldest first, empty days included. */
export const usagesByDay = (
  own: readonly ReportedUsage[],
  { from, now, zone = 'UTC' }: { readonly from: number; readonly now: number; readonly zone?: string },
): UsagesOfDay[] => {
  const days: UsagesOfDay[] = [];
  for (let day = DateTime.fromMillis(from, { zone }).startOf('day'); day.toMillis() <= now;) {
    const next = day.plus({ days: 1 });
    days.push({
      start: day.toMillis(),
      own: own.filter((one) => {
        const at = timeOf(one);
        return at >= Math.max(from, day.toMillis()) && at < next.toMillis();
      }),
    });
    day = next;
  }
  return days;
};
