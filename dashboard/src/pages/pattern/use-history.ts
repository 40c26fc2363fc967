import {
  type InfiniteData,
  keepPreviousData,
  useInfiniteQuery,
  type UseInfiniteQueryResult,
} from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { LIVE } from '../../live/live.js';
import { spanOf, unknownQuery, type View } from '../../view/view.js';

export type History = Schemas['HistoryResponse'];
export type HistoryItem = Schemas['HistoryItem'];

const PAGE = 20;

/** The API takes times here; a named range reaches up to now, whenever it is asked. */
const endsOf = (view: View): { from: string; to?: string } => {
  const { from, to } = view;
  if (from === null) {
    const now = Date.now();
    return { from: new Date(now - spanOf(view, now)).toISOString() };
  }
  return { from, ...(to === null ? {} : { to }) };
};

/** The single usages of a pattern, the youngest first, page by page; what arrives comes on top. */
export const useHistory = (view: View, id: string): UseInfiniteQueryResult<InfiniteData<History>> => {
  const { range, from, to, outcomes } = view;
  return useInfiniteQuery({
    queryKey: [LIVE, 'history', id, { range, from, to, outcomes }],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor, signal }) =>
      answerOf(
        api.GET('/api/pattern-analytics/pattern/{pattern_id}/history', {
          params: {
            path: { pattern_id: id },
            query: {
              ...endsOf(view),
              ...unknownQuery(view),
              ...(outcomes.length === 0 ? {} : { outcome: outcomes.join(',') }),
              limit: PAGE,
              cursor,
            },
          },
          signal,
        }),
      ),
    getNextPageParam: ({ next_cursor: next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  });
};
