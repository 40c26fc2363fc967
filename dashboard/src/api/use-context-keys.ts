import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from './client.js';
import { textKeys } from './text-keys.js';

/** Usages that are looked at. */
const LOOKED_AT = 50;
/** What usages of a pattern have texts under in their context, as its newest ones tell. */
export const useContextKeys = (patternId: string | null): readonly string[] => {
  const { data } = useQuery({
    queryKey: ['context-keys', patternId],
    enabled: patternId !== null,
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/pattern-analytics/pattern/{pattern_id}/history', {
          params: { path: { pattern_id: patternId ?? '' }, query: { include: 'unknown', limit: LOOKED_AT } },
          signal,
        }),
      ),
    staleTime: 60_000,
  });
  return textKeys((data?.feedback_history ?? []).map(({ context }) => context));
};
