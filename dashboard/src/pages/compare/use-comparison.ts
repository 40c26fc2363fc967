import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { LIVE } from '../../live/live.js';
import { rangeQuery, type View } from '../../view/view.js';
import { MIN } from '../../view/chosen-ids.js';

export type Comparison = Schemas['CompareResponse'];
export type ComparedPattern = Schemas['ComparedPattern'];
export type Pair = Schemas['PairDto'];

export const useComparison = (view: View, ids: readonly string[]): UseQueryResult<Comparison> => {
  const body = { pattern_ids: [...ids], ...rangeQuery(view) };
  return useQuery({
    queryKey: [LIVE, 'compare', body],
    enabled: ids.length >= MIN,
    queryFn: ({ signal }) => answerOf(api.POST('/api/pattern-analytics/compare', { body, signal })),
    placeholderData: keepPreviousData,
  });
};
