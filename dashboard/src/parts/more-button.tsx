import type { ReactNode } from 'react';

interface Props {
  readonly query: {
    readonly hasNextPage: boolean;
    readonly isFetching: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => Promise<unknown>;
    readonly refetch: () => Promise<unknown>;
  };
  /** How much is shown, in words. */
  readonly children: ReactNode;
}

/** Loads what follows in a list, as long as there is more. */
export const MoreButton = ({ query, children }: Props): ReactNode => {
  const loadMore = async (): Promise<void> => {
    const isInterrupting = query.isFetching;
    await query.fetchNextPage();
    if (isInterrupting) await query.refetch();
  };
  return (
    <p className="more muted">
      <span role="status">{children}</span>
      {query.hasNextPage && (
        <button
          type="button"
          className="button"
          disabled={query.isFetchingNextPage}
          onClick={() => void loadMore()}
        >
          More
        </button>
      )}
    </p>
  );
};
