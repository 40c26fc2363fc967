import { useMutation, type UseMutationResult, useQueryClient } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { RequestProblem } from '../../api/problem.js';
import { LIVE } from '../../live/live.js';
import { ChangedMeanwhile } from './changed-meanwhile.js';
import { type Pattern, patternKey, readPattern } from './use-pattern.js';

export type Description = Schemas['PatternDescriptionDto'];

interface Change {
  readonly description: Description;
  /** What the change was made of. */
  readonly known: Pattern;
}

const FIELDS = ['name', 'type', 'node_type', 'description', 'tags'] as const;

const isDescribedAlike = (one: Pattern, other: Pattern): boolean =>
  FIELDS.every((field) => JSON.stringify(one[field]) === JSON.stringify(other[field]));

const put = async (description: Description, { id, etag }: Pattern): Promise<Pattern> => {
  const request = api.PUT('/api/pattern-analytics/patterns/{id}', {
    params: { path: { id }, header: etag === null ? {} : { 'If-Match': etag } },
    body: description,
  });
  const pattern = await answerOf(request);
  return { ...pattern, etag: (await request).response.headers.get('etag') };
};

const isChanged = (error: unknown): boolean =>
  error instanceof RequestProblem && error.document.status === 412;

/** @throws RequestProblem, or ChangedMeanwhile where somebody else described it since. */
const describe = async ({ description, known }: Change): Promise<Pattern> => {
  try {
    return await put(description, known);
  } catch (error) {
    if (!isChanged(error)) throw error;
    const now = await readPattern(known.id);
    // Usages may have told when it was first used.
    if (isDescribedAlike(now, known)) return put(description, now);
    throw new ChangedMeanwhile(now);
  }
};

/** Replaces what is said of a pattern; whatever shows its name is asked again. */
export const useDescribe = (id: string, onSaved: () => void): UseMutationResult<Pattern, Error, Change> => {
  const queries = useQueryClient();
  return useMutation({
    networkMode: 'always',
    mutationFn: describe,
    onSuccess: (saved) => {
      queries.setQueryData(patternKey(id), saved);
      void queries.invalidateQueries({ queryKey: [LIVE] });
      onSaved();
    },
  });
};
