import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import type { HistoryItem } from './use-history.js';

/** Usages of one pattern in one millisecond that are looked through. */
const MAX = 500;

/** A single usage by its time and id; null where it is not kept. */
export const useUsage = (patternId: string, id: string, at: string): UseQueryResult<HistoryItem | null> =>
  useQuery({
    queryKey: ['usage', patternId, id, at],
    queryFn: async ({ signal }) => {
      const start = Date.parse(at);
      const to = Number.isNaN(start) ? at : new Date(start + 1).toISOString();
      const { feedback_history: found } = await answerOf(
        api.GET('/api/pattern-analytics/pattern/{pattern_id}/history', {
          params: {
            path: { pattern_id: patternId },
            query: { from: at, to, include: 'unknown', limit: MAX },
          },
          signal,
        }),
      );
      return found.find(({ feedback_id }) => feedback_id === id) ?? null;
    },
  });
