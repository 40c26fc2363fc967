import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { LIVE } from '../../live/live.js';

export type Pattern = Schemas['PatternResponse'];

export const patternKey = (id: string): readonly string[] => [LIVE, 'pattern', id];

/** What is known of a pattern beside its usages. */
export const usePattern = (id: string): UseQueryResult<Pattern> =>
  useQuery({
    queryKey: patternKey(id),
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/pattern-analytics/patterns/{id}', { params: { path: { id } }, signal })),
  });
