import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from './client.js';
import { COMMON_TYPES, type PatternType } from './pattern-types.js';

/** The common types and those that used patterns have. */
export const usePatternTypes = (): readonly PatternType[] => {
  const { data } = useQuery({
    queryKey: ['pattern-types'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/pattern-analytics/stats', { signal })),
    staleTime: 60_000,
  });
  const others = Object.keys(data?.stats.patterns_by_type ?? {}).filter(
    (type) => !COMMON_TYPES.includes(type),
  );
  return [...COMMON_TYPES, ...others];
};
