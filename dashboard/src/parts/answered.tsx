import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Problem } from './problem.js';
import { Skeleton } from './skeleton.js';

interface Props<Data> {
  readonly query: UseQueryResult<Data>;
  /** What is loading, for who cannot see that something is. */
  readonly label: string;
  readonly children: (data: Data) => ReactNode;
}

/**
 * An answer, or its place while it loads, or what went wrong. An older answer stays where it is,
 * under a note, while a newer one fails.
 */
export const Answered = <Data,>({ query, label, children }: Props<Data>): ReactNode => {
  const { data, error } = query;
  const retry = (): void => void query.refetch();
  if (data === undefined) {
    return error === null ? <Skeleton label={label} /> : <Problem error={error} onRetry={retry} />;
  }
  return (
    <div className="answered" aria-busy={query.isPlaceholderData}>
      {error !== null && <Problem error={error} onRetry={retry} />}
      {children(data)}
    </div>
  );
};
