import type { TimeRangeName } from '../../api/terms.js';
import { rangeQuery, type View } from '../../view/view.js';

interface UsageQuery {
  readonly pattern_id: string;
  readonly time_range?: TimeRangeName;
  readonly from?: string;
  readonly to?: string;
  readonly outcome?: string;
  readonly version?: string;
}

/** Which usages of a pattern the view is of, as the API's parameters. */
export const usageQuery = (view: View, id: string): UsageQuery => ({
  pattern_id: id,
  ...rangeQuery(view),
  ...(view.outcomes.length === 0 ? {} : { outcome: view.outcomes.join(',') }),
  ...(view.version === null ? {} : { version: view.version }),
});
