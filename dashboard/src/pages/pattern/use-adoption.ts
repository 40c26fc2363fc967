import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { LIVE } from '../../live/live.js';
import { unknownQuery, type View } from '../../view/view.js';
import { usageQuery } from './usage-query.js';

export type AdoptionCourse = Schemas['AdoptionResponse'];

/** Who used a pattern week by week, and who did so for the first time. */
export const useAdoption = (view: View, id: string): UseQueryResult<AdoptionCourse> => {
  const query = {
    ...usageQuery(view, id),
    ...unknownQuery(view),
    granularity: 'week' as const,
    timezone: view.timeZone,
  };
  return useQuery({
    queryKey: [LIVE, 'adoption', query],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/pattern-analytics/adoption', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
};
