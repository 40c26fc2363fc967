import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import { useLive } from '../../live/live.js';
import type { ArrivalsQuery } from './arrivals-query.js';
import type { Arrivals } from './sources.js';

/** What is refused is told of by no stream, so it is asked for. */
const EVERY_MS = 2000;

export const useArrivals = (query: ArrivalsQuery): UseQueryResult<Arrivals> => {
  const { state } = useLive();
  return useQuery({
    queryKey: ['ingestion', query],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/pattern-analytics/ingestion', { params: { query }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: state === 'paused' ? false : EVERY_MS,
  });
};
