import { useQuery } from '@tanstack/react-query';
import { groupQuery } from '../view/group-query.js';
import { unknownQuery, type View } from '../view/view.js';
import { answerOf, api } from './client.js';

const MAX = 100;

/** The versions that the range's usages tell, those with the most usages first. */
export const useVersions = (view: View, patternId: string | null, isEnabled: boolean): readonly string[] => {
  const query = {
    ...groupQuery({ ...view, version: null }, patternId, 'version'),
    ...unknownQuery(view),
    limit: MAX,
  };
  const { data } = useQuery({
    queryKey: ['versions', query],
    enabled: isEnabled,
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/pattern-analytics/usage-stats', { params: { query }, signal })),
    staleTime: 60_000,
  });
  return (data?.groups ?? []).flatMap(({ value, is_other: isOther }) =>
    isOther === true ? [] : (value ?? []),
  );
};
