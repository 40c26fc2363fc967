import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { LIVE } from '../../live/live.js';
import { filterQuery, granularityOf, rangeQuery, unknownQuery, type View } from '../../view/view.js';

export type Overview = Schemas['OverviewResponse'];

export const useOverview = (view: View): UseQueryResult<Overview> => {
  const query = {
    ...rangeQuery(view),
    ...filterQuery(view),
    ...unknownQuery(view),
    granularity: granularityOf(view),
    timezone: view.timeZone,
  };
  return useQuery({
    queryKey: [LIVE, 'overview', query],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/pattern-analytics/overview', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
};
