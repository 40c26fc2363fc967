import type { ReactNode } from 'react';
import * as format from '../../format/format.js';
import { Answered } from '../../parts/answered.js';
import { useView } from '../../view/use-view.js';
import { COLUMNS } from './columns.js';
import { NoPatterns } from './no-patterns.js';
import { SortHeading } from './sort-heading.js';
import { tableQuery } from './table-query.js';
import { type ShownRow, useRows } from './use-rows.js';

const Row = ({ index, top, row }: ShownRow): ReactNode => {
  const { view } = useView();
  return (
    <div
      role="row"
      className="table-row"
      aria-rowindex={index + 2}
      style={top === null ? {} : { transform: `translateY(${String(top)}px)` }}
    >
      {COLUMNS.map(({ sort, title, isNumber, cell }) => (
        <div
          key={sort}
          role="cell"
          data-column={sort}
          data-title={title}
          className={isNumber ? 'number' : undefined}
        >
          {row === undefined ? <span className="pending">…</span> : cell(row, view.timeZone)}
        </div>
      ))}
    </div>
  );
};

/** Which rows are on paper, of how many. */
const printedRows = (shown: readonly ShownRow[], total: number): string => {
  const first = shown[0]?.index ?? 0;
  return `Patterns ${format.count(first + 1)} to ${format.count(first + shown.length)} of ${format.count(total)}`;
};

/** All patterns, as the URL sorts and filters them. */
export const PatternTable = (): ReactNode => {
  const { view, parameters } = useView();
  const query = tableQuery(view, parameters);
  const { first, shown, body, height } = useRows(query);
  return (
    <Answered query={first} label="Loading the patterns">
      {(page) =>
        page.total === 0 ? (
          <NoPatterns />
        ) : (
          <div
            className="pattern-table panel"
            role="table"
            aria-label="Patterns"
            aria-rowcount={page.total + 1}
          >
            <p className="print-only printed-rows">{printedRows(shown, page.total)}</p>
            <div role="rowgroup" className="table-head">
              <div role="row" className="table-row" aria-rowindex={1}>
                {COLUMNS.map((column) => (
                  <SortHeading key={column.sort} column={column} sort={query.sort} order={query.order} />
                ))}
              </div>
            </div>
            <div ref={body} role="rowgroup" className="table-body" style={height === null ? {} : { height }}>
              {shown.map((one) => (
                <Row key={one.index} {...one} />
              ))}
            </div>
          </div>
        )
      }
    </Answered>
  );
};
