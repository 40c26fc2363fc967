import {
  keepPreviousData,
  useQueries,
  useQuery,
  type UseQueryOptions,
  type UseQueryResult,
} from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { LIVE } from '../../live/live.js';
import type { TableQuery } from './table-query.js';

type Page = Schemas['PatternTableResponse'];
export type PatternRow = Schemas['PatternRow'];

/** Rows asked for at a time. */
export const PAGE_ROWS = 100;

export interface PatternPages {
  /** The first page, which tells how many there are. */
  readonly first: UseQueryResult<Page>;
  /** The row at a place, undefined while it loads. */
  readonly rowAt: (place: number) => PatternRow | undefined;
}

const pageOptions = (query: TableQuery, page: number): UseQueryOptions<Page> => ({
  queryKey: [LIVE, 'patterns', query, page],
  queryFn: ({ signal }) =>
    answerOf(
      api.GET('/api/pattern-analytics/patterns', {
        params: { query: { ...query, actors: true, limit: PAGE_ROWS, offset: page * PAGE_ROWS } },
        signal,
      }),
    ),
});

/** The pages of the table that hold the rows from `start` to `end`, and the first one. */
export const usePatternPages = (query: TableQuery, start: number, end: number): PatternPages => {
  const first = useQuery({ ...pageOptions(query, 0), placeholderData: keepPreviousData });
  const from = Math.max(1, Math.floor(start / PAGE_ROWS));
  const to = Math.floor(Math.max(0, end) / PAGE_ROWS);
  const places = Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at);
  const pages = useQueries({ queries: places.map((page) => pageOptions(query, page)) });
  const rowAt = (place: number): PatternRow | undefined => {
    const page = Math.floor(place / PAGE_ROWS);
    const data = page === 0 ? first.data : pages[page - from]?.data;
    return data?.patterns[place % PAGE_ROWS];
  };
  return { first, rowAt };
};
