import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { LIVE } from '../../live/live.js';
import { rangeQuery, type View } from '../../view/view.js';

type PatternRow = Schemas['PatternRow'];

/** The chosen patterns as the table of patterns has them, by id: with score and recommendation. */
export const useChosenRows = (
  view: View,
  ids: readonly string[],
): UseQueryResult<ReadonlyMap<string, PatternRow>> => {
  const query = { ...rangeQuery(view), pattern_id: ids.join(','), limit: ids.length };
  return useQuery({
    queryKey: [LIVE, 'chosen-patterns', query],
    enabled: ids.length > 0,
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/pattern-analytics/patterns', { params: { query }, signal })),
    select: byId,
    placeholderData: keepPreviousData,
  });
};

const byId = ({ patterns }: Schemas['PatternTableResponse']): ReadonlyMap<string, PatternRow> =>
  new Map(patterns.map((row) => [row.pattern_id, row]));
