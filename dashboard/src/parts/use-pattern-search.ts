import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.js';
import { useView } from '../view/use-view.js';
import { rangeQuery } from '../view/view.js';

/** How many patterns are offered at once. */
const OFFERED = 12;

export interface FoundPattern {
  readonly id: string;
  readonly name: string;
  readonly usages: number;
}

export interface Found {
  readonly found: readonly FoundPattern[];
  /** All that there are, offered or not. */
  readonly total: number;
}

/** Patterns for a text; without one those used most in the view's range. */
export const usePatternSearch = (text: string, isEnabled: boolean): UseQueryResult<Found> => {
  const { view } = useView();
  const range = rangeQuery(view);
  return useQuery({
    queryKey: ['pattern-search', text, text === '' ? range : null],
    enabled: isEnabled,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<Found> => {
      if (text === '') {
        const query = { ...range, include: 'unknown' as const, limit: OFFERED };
        const { patterns, total } = await answerOf(
          api.GET('/api/pattern-analytics/patterns', { params: { query }, signal }),
        );
        return {
          found: patterns.map((one) => ({
            id: one.pattern_id,
            name: one.pattern_name,
            usages: one.usage_count,
          })),
          total,
        };
      }
      const query = { query: text, limit: OFFERED };
      const { results, total_matching: total } = await answerOf(
        api.GET('/api/pattern-analytics/search', { params: { query }, signal }),
      );
      return {
        found: results.map((one) => ({
          id: one.pattern_id,
          name: one.pattern_name,
          usages: one.usage_count,
        })),
        total,
      };
    },
  });
};
