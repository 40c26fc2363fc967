import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { LIVE } from '../../live/live.js';
import { granularityOf, unknownQuery, type View } from '../../view/view.js';
import { usageQuery } from './usage-query.js';

/** How a pattern did over the view's range. */
export type Course = Schemas['OverviewResponse'];

export const useCourse = (view: View, id: string): UseQueryResult<Course> => {
  const query = {
    ...usageQuery(view, id),
    ...unknownQuery(view),
    granularity: granularityOf(view),
    timezone: view.timeZone,
  };
  return useQuery({
    queryKey: [LIVE, 'course', query],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/pattern-analytics/overview', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
};
