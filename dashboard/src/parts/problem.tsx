import type { ReactNode } from 'react';
import { RequestProblem } from '../api/problem.js';

interface Props {
  readonly error: Error;
  readonly onRetry: () => void;
}

/** What went wrong, in the words of the problem document, and another try. */
export const Problem = ({ error, onRetry }: Props): ReactNode => {
  const document = error instanceof RequestProblem ? error.document : null;
  return (
    <section className="notice problem" role="alert">
      <h2>{document?.title ?? 'Something went wrong on this page'}</h2>
      <p>{document?.detail ?? error.message}</p>
      {(document?.errors ?? []).length > 1 && (
        <ul>
          {document?.errors?.map(({ pointer, message }) => (
            <li key={pointer}>{message}</li>
          ))}
        </ul>
      )}
      <button type="button" className="button primary" onClick={onRetry}>
        Try again
      </button>
    </section>
  );
};
