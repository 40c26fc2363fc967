import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { LIVE } from '../../live/live.js';

export type LifeCycle = Schemas['LifeCycleResponse'];

/** Where a pattern is in its life, and how it came there. */
export const useLifeCycle = (id: string): UseQueryResult<LifeCycle> =>
  useQuery({
    queryKey: [LIVE, 'life-cycle', id],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/pattern-analytics/patterns/{id}/life-cycle', { params: { path: { id } }, signal }),
      ),
  });
