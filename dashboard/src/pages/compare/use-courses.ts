import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { LIVE } from '../../live/live.js';
import { granularityOf, rangeQuery, type View } from '../../view/view.js';
import type { COURSES } from './course-metrics.js';

export type Courses = Schemas['TimeSeriesResponse'];

export const useCourses = (
  view: View,
  ids: readonly string[],
  metric: (typeof COURSES)[number]['metric'],
): UseQueryResult<Courses> => {
  const query = {
    ...rangeQuery(view),
    include: 'unknown' as const,
    metric,
    pattern_id: ids.join(','),
    granularity: granularityOf(view),
    timezone: view.timeZone,
    fill: true,
  };
  return useQuery({
    queryKey: [LIVE, 'courses', query],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/pattern-analytics/time-series', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
};
