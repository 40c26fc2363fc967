import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { LIVE } from '../../live/live.js';

/** A pattern, and what tells whether somebody changed it since. */
export type Pattern = Schemas['PatternResponse'] & { readonly etag: string | null };

export const patternKey = (id: string): readonly string[] => [LIVE, 'pattern', id];

/** @throws RequestProblem */
export const readPattern = async (id: string, signal?: AbortSignal): Promise<Pattern> => {
  const request = api.GET('/api/pattern-analytics/patterns/{id}', { params: { path: { id } }, signal });
  const pattern = await answerOf(request);
  return { ...pattern, etag: (await request).response.headers.get('etag') };
};

/** What is known of a pattern beside its usages. */
export const usePattern = (id: string): UseQueryResult<Pattern> =>
  useQuery({
    queryKey: patternKey(id),
    queryFn: ({ signal }) => readPattern(id, signal),
  });
