import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { LIVE } from '../../live/live.js';
import type { RelationshipsQuery } from './graph-query.js';

export type Relationships = Schemas['RelationshipsResponse'];
export type GraphNode = Relationships['nodes'][number];
export type Relationship = Relationships['relationships'][number];

export const useRelationships = (query: RelationshipsQuery): UseQueryResult<Relationships> =>
  useQuery({
    queryKey: [LIVE, 'relationships', query],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/pattern-analytics/relationships', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
