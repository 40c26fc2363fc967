import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import type { paths } from '../../api/schema.js';
import { LIVE } from '../../live/live.js';
import { groupQuery } from '../../view/group-query.js';
import { granularityOf, type Split, type View } from '../../view/view.js';

export type SplitSeries = Schemas['TimeSeriesResponse'];
export type SeriesMetric =
  paths['/api/pattern-analytics/time-series']['get']['parameters']['query']['metric'];

/** A metric of a pattern per bucket, in groups; of usages with a known outcome. */
export const useSplitSeries = (
  view: View,
  id: string,
  split: Split,
  metric: SeriesMetric,
): UseQueryResult<SplitSeries> => {
  const query = {
    ...groupQuery(view, id, split),
    pattern_id: id,
    metric,
    granularity: granularityOf(view),
    timezone: view.timeZone,
    fill: true,
  };
  return useQuery({
    queryKey: [LIVE, 'split-series', query],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/pattern-analytics/time-series', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
};
