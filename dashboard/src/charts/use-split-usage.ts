import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../api/client.js';
import { LIVE } from '../live/live.js';
import { groupQuery, MAX_GROUPS } from '../view/group-query.js';
import { granularityOf, type Split, unknownQuery, type View } from '../view/view.js';

/** Usages in groups, and what they are grouped by. */
export type SplitUsage = Schemas['UsageStatsResponse'] & { readonly split: Split };

/** Usages per bucket in the groups with the most of them; the others are together. */
export const useSplitUsage = (
  view: View,
  patternId: string | null,
  split: Split,
): UseQueryResult<SplitUsage> => {
  const query = {
    ...groupQuery(view, patternId, split),
    ...unknownQuery(view),
    granularity: granularityOf(view),
    timezone: view.timeZone,
    fill: true,
    limit: MAX_GROUPS,
  };
  return useQuery({
    queryKey: [LIVE, 'split-usage', query],
    queryFn: async ({ signal }) => ({
      ...(await answerOf(api.GET('/api/pattern-analytics/usage-stats', { params: { query }, signal }))),
      split,
    }),
    placeholderData: keepPreviousData,
  });
};
