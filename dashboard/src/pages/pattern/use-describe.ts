import { useMutation, type UseMutationResult, useQueryClient } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { LIVE } from '../../live/live.js';
import { type Pattern, patternKey } from './use-pattern.js';

type Description = Schemas['PatternDescriptionDto'];

/** Replaces what is said of a pattern; whatever shows its name is asked again. */
export const useDescribe = (
  id: string,
  onSaved: () => void,
): UseMutationResult<Pattern, Error, Description> => {
  const queries = useQueryClient();
  return useMutation({
    networkMode: 'always',
    mutationFn: (body) =>
      answerOf(api.PUT('/api/pattern-analytics/patterns/{id}', { params: { path: { id } }, body })),
    onSuccess: (saved) => {
      queries.setQueryData(patternKey(id), saved);
      void queries.invalidateQueries({ queryKey: [LIVE] });
      onSaved();
    },
  });
};
