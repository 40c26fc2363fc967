import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { LIVE } from '../../live/live.js';

export type Recommendation = Schemas['PatternRecommendationResponse'];

/** Whether to use a pattern, why, and what instead. */
export const useRecommendation = (id: string): UseQueryResult<Recommendation> =>
  useQuery({
    queryKey: [LIVE, 'recommendation', id],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/pattern-analytics/patterns/{id}/recommendation', { params: { path: { id } }, signal }),
      ),
  });
