import type { ReactNode } from 'react';
import { useView } from '../../view/use-view.js';
import type { Column } from './columns.js';
import { firstOrder, type Order, type Sort } from './table-query.js';

interface Props {
  readonly column: Column;
  readonly sort: Sort;
  readonly order: Order;
}

/** A column's title; pressed it sorts by it, pressed again the other way round. */
export const SortHeading = ({ column, sort, order }: Props): ReactNode => {
  const { change } = useView();
  const isSorted = column.sort === sort;
  const turned: Order = order === 'asc' ? 'desc' : 'asc';
  return (
    <div
      role="columnheader"
      data-column={column.sort}
      className={column.isNumber ? 'number' : undefined}
      aria-sort={isSorted ? (order === 'asc' ? 'ascending' : 'descending') : undefined}
    >
      <button
        type="button"
        onClick={() => change({ sort: column.sort, order: isSorted ? turned : firstOrder(column.sort) })}
      >
        {column.title}
        <span className="sort-mark" aria-hidden="true">
          {isSorted ? (order === 'asc' ? '↑' : '↓') : ''}
        </span>
      </button>
    </div>
  );
};
