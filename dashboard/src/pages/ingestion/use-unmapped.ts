import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { useLive } from '../../live/live.js';

export type UnmappedNames = Schemas['UnmappedResponse'];

const EVERY_MS = 5000;
const SHOWN = 20;

/** What came in over OpenTelemetry and no mapping takes; no stream tells of it. */
export const useUnmapped = (): UseQueryResult<UnmappedNames> => {
  const { state } = useLive();
  return useQuery({
    queryKey: ['unmapped'],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/pattern-analytics/ingestion/unmapped', {
          params: { query: { limit: SHOWN } },
          signal,
        }),
      ),
    refetchInterval: state === 'paused' ? false : EVERY_MS,
  });
};
