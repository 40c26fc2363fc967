import { keepPreviousData, useQueries, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { patternRowStateValues as STATES } from '../../api/schema.js';
import { LIVE } from '../../live/live.js';
import type { PatternState } from '../../parts/state-mark.js';
import { useView } from '../../view/use-view.js';
import { rangeQuery } from '../../view/view.js';
import { toRetireQuery } from './to-retire-query.js';

/** Patterns that a column shows. */
const SHOWN = 8;

export interface Column {
  readonly state: PatternState;
  readonly query: UseQueryResult<Schemas['PatternTableResponse']>;
}

/** The patterns of each state, those used most in the range first. */
export const useBoard = (): Column[] => {
  const { view } = useView();
  const { patternType, nodeType } = view;
  const queries = useQueries({
    queries: STATES.map((state) => {
      const query = {
        ...rangeQuery(view),
        ...(patternType === null ? {} : { pattern_type: patternType }),
        ...(nodeType === null ? {} : { node_type: nodeType }),
        state,
        limit: SHOWN,
        include: 'unknown' as const,
      };
      return {
        queryKey: [LIVE, 'board', query],
        placeholderData: keepPreviousData,
        queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
          answerOf(api.GET('/api/pattern-analytics/patterns', { params: { query }, signal })),
      };
    }),
  });
  return STATES.flatMap((state, at) => {
    const query = queries[at];
    return query === undefined ? [] : [{ state, query }];
  });
};

export type ToRetire = Schemas['ToRetireResponse'];

/** Patterns that may be retired. */
export const useToRetire = (): UseQueryResult<ToRetire> => {
  const { view, parameters } = useView();
  const query = toRetireQuery(view, parameters);
  return useQuery({
    queryKey: [LIVE, 'to-retire', query],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/pattern-analytics/patterns/to-retire', { params: { query }, signal })),
  });
};
