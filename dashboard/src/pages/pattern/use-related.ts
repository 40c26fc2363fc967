import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { LIVE } from '../../live/live.js';

const MAX = 8;

/** The patterns that are used together with one. */
export const useRelated = (id: string): UseQueryResult<Schemas['RelationshipsResponse']> =>
  useQuery({
    queryKey: [LIVE, 'related', id],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/pattern-analytics/relationships', {
          params: { query: { pattern_id: id, limit: MAX } },
          signal,
        }),
      ),
  });
