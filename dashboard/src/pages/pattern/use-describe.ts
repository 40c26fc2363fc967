import { useMutation, type UseMutationResult, useQueryClient } from '@tanstack/react-query';
import { api, type Schemas } from '../../api/client.js';
import { LIVE } from '../../live/live.js';
import { putOver } from './put-over.js';
import { type Pattern, patternKey } from './use-pattern.js';

export type Description = Schemas['PatternDescriptionDto'];
export type StateWish = Schemas['PatternStateDto'];

/** A change of a pattern, and what it was made of. */
type Change<What> = What & { readonly known: Pattern };

/** Changes a pattern; whatever shows it is asked again. */
const useChange = <What>(
  id: string,
  change: (what: Change<What>) => Promise<Pattern>,
  onSaved: () => void,
): UseMutationResult<Pattern, Error, Change<What>> => {
  const queries = useQueryClient();
  return useMutation({
    networkMode: 'always',
    mutationFn: change,
    onSuccess: (saved) => {
      queries.setQueryData(patternKey(id), saved);
      void queries.invalidateQueries({ queryKey: [LIVE] });
      onSaved();
    },
  });
};

/** Replaces what is said of a pattern. */
export const useDescribe = (
  id: string,
  onSaved: () => void,
): UseMutationResult<Pattern, Error, Change<{ description: Description }>> =>
  useChange(
    id,
    ({ description, known }) =>
      // Usages may have told when it was first used.
      putOver(known, ['name', 'type', 'node_type', 'description', 'tags'], (header) =>
        api.PUT('/api/pattern-analytics/patterns/{id}', {
          params: { path: { id }, header },
          body: description,
        }),
      ),
    onSaved,
  );

/** Says where a pattern is in its life. */
export const useSayState = (
  id: string,
  onSaved: () => void,
): UseMutationResult<Pattern, Error, Change<{ wish: StateWish }>> =>
  useChange(
    id,
    ({ wish, known }) =>
      putOver(known, ['state', 'replaced_by', 'keep'], (header) =>
        api.PUT('/api/pattern-analytics/patterns/{id}/state', {
          params: { path: { id }, header },
          body: wish,
        }),
      ),
    onSaved,
  );
