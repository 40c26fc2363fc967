import {
  type InfiniteData,
  keepPreviousData,
  useInfiniteQuery,
  type UseInfiniteQueryResult,
  useQuery,
  type UseQueryResult,
} from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { LIVE } from '../../live/live.js';
import type { View } from '../../view/view.js';
import { usageQuery } from './usage-query.js';

export type Errors = Schemas['ErrorsResponse'];
type ErrorUsages = Schemas['ErrorUsagesResponse'];

const KINDS = 20;
const PAGE = 20;

/** The kinds of errors that a pattern's usages ended in. */
export const useErrors = (view: View, id: string): UseQueryResult<Errors> => {
  const query = { ...usageQuery(view, id), limit: KINDS };
  return useQuery({
    queryKey: [LIVE, 'errors', query],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/pattern-analytics/errors', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
};

/** The single usages of a pattern that ended in one kind of error, page by page. */
export const useErrorUsages = (
  view: View,
  id: string,
  kind: string,
): UseInfiniteQueryResult<InfiniteData<ErrorUsages>> => {
  const query = { ...usageQuery(view, id), limit: PAGE };
  return useInfiniteQuery({
    queryKey: [LIVE, 'error-usages', kind, query],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor, signal }) =>
      answerOf(
        api.GET('/api/pattern-analytics/errors/{fingerprint_id}/usages', {
          params: { path: { fingerprint_id: kind }, query: { ...query, cursor } },
          signal,
        }),
      ),
    getNextPageParam: ({ next_cursor: next }) => next ?? undefined,
  });
};
