import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { LIVE } from '../../live/live.js';

export type Effectiveness = Schemas['EffectivenessResponse'];

/** A pattern's score over the last hours, and how it came about. */
export const useEffectiveness = (id: string, hours: number): UseQueryResult<Effectiveness> =>
  useQuery({
    queryKey: [LIVE, 'effectiveness', id, hours],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/pattern-analytics/patterns/{id}/effectiveness', {
          params: { path: { id }, query: { time_range_hours: hours } },
          signal,
        }),
      ),
  });
