import type { ReactNode } from 'react';

interface Props {
  readonly query: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => Promise<unknown>;
  };
  /** How much is shown, in words. */
  readonly children: ReactNode;
}

/** Loads what follows in a list, as long as there is more. */
export const MoreButton = ({ query, children }: Props): ReactNode => (
  <p className="more muted">
    <span role="status">{children}</span>
    {query.hasNextPage && (
      <button
        type="button"
        className="button"
        disabled={query.isFetchingNextPage}
        onClick={() => void query.fetchNextPage()}
      >
        More
      </button>
    )}
  </p>
);
