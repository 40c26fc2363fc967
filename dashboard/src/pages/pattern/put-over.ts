import { answerOf, type Schemas } from '../../api/client.js';
import { RequestProblem } from '../../api/problem.js';
import { ChangedMeanwhile } from './changed-meanwhile.js';
import { type Pattern, readPattern } from './use-pattern.js';

type Request = Promise<{
  readonly data?: Schemas['PatternResponse'];
  readonly error?: unknown;
  readonly response: Response;
}>;

const isChanged = (error: unknown): boolean =>
  error instanceof RequestProblem && error.document.status === 412;

/**
 * Changes a pattern as it was known.
 * @param fields what the change replaces; whatever else somebody changed meanwhile is no matter.
 * @param put sends the change with these headers.
 * @throws RequestProblem, or ChangedMeanwhile where somebody else changed these fields since.
 */
export const putOver = async (
  known: Pattern,
  fields: readonly (keyof Pattern)[],
  put: (header: { 'If-Match'?: string }) => Request,
): Promise<Pattern> => {
  const attempt = async ({ etag }: Pattern): Promise<Pattern> => {
    const request = put(etag === null ? {} : { 'If-Match': etag });
    const pattern = await answerOf(request);
    return { ...pattern, etag: (await request).response.headers.get('etag') };
  };
  try {
    return await attempt(known);
  } catch (error) {
    if (!isChanged(error)) throw error;
    const now = await readPattern(known.id);
    if (!fields.every((field) => JSON.stringify(now[field]) === JSON.stringify(known[field])))
      throw new ChangedMeanwhile(now);
    return attempt(now);
  }
};
