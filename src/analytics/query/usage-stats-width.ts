import type { Granularity } from '../../common/time-range.js';
import { InvalidInputError } from '../../common/tracker-error.js';
import { groupingOf } from './grouping.js';

/**
 * The buckets' width that a query names by granularity or, as the original did, by group_by; days
 * where it names none.
 * @throws InvalidInputError where the two contradict each other.
 */
export const usageStatsWidth = ({
  granularity,
  group_by,
}: {
  readonly granularity?: Granularity;
  readonly group_by?: string;
}): Granularity => {
  const width =
    groupingOf({ group_by }).key === 'dimension' ? undefined : (group_by as Granularity | undefined);
  if (width === undefined || granularity === undefined || width === granularity)
    return granularity ?? width ?? 'day';
  const allowed = `${width} as group_by says, or left out`;
  const message = `granularity is "${granularity}" beside group_by "${width}"; it must be ${allowed}.`;
  throw new InvalidInputError([{ pointer: '/granularity', code: 'not_allowed', allowed, message }]);
};
