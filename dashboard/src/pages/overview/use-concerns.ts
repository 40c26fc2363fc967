import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { useLive } from '../../live/live.js';
import { filterQuery, type View } from '../../view/view.js';

export type Recommendation = Schemas['PatternRecommendation'];

export interface Concerns {
  readonly patterns: readonly Recommendation[];
  /** How many there are, those not listed included. */
  readonly total: number;
  /** Whether they have been computed yet. */
  readonly isComputed: boolean;
  /** What keeps them from being computed. */
  readonly notice: string | null;
}

/** More would be higher than what stands beside them. */
const MAX_LISTED = 4;
/** The server computes them every few minutes. */
const EVERY_MS = 30_000;

const failuresOf = ({ usages, success_rate }: Recommendation): number => usages * (1 - (success_rate ?? 1));

/** Patterns that get worse or are not recommended, those that failed most often first. */
export const useConcerns = (view: View): UseQueryResult<Concerns> => {
  const { state } = useLive();
  const { pattern_type, node_type } = filterQuery(view);
  const filter = { pattern_type, node_type, order: 'failures', limit: MAX_LISTED } as const;
  return useQuery({
    queryKey: ['concerns', filter],
    queryFn: async ({ signal }) => {
      const ask = (query: object): Promise<Schemas['RecommendationsResponse']> =>
        answerOf(
          api.GET('/api/pattern-analytics/recommendations', {
            params: { query: { ...filter, ...query } },
            signal,
          }),
        );
      const [worse, bad] = await Promise.all([
        ask({ getting_worse: true }),
        ask({ getting_worse: false, recommendation: 'not_recommended' }),
      ]);
      return {
        patterns: [...worse.recommendations, ...bad.recommendations]
          .sort((a, b) => failuresOf(b) - failuresOf(a))
          .slice(0, MAX_LISTED),
        total: worse.total + bad.total,
        isComputed: worse.computed_at !== null,
        notice: worse.notice,
      };
    },
    placeholderData: keepPreviousData,
    refetchInterval: state === 'paused' ? false : EVERY_MS,
  });
};
