import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { Answered } from '../../parts/answered.js';
import { useView } from '../../view/use-view.js';
import { COLUMNS } from './columns.js';
import { NoPatterns } from './no-patterns.js';
import { SortHeading } from './sort-heading.js';
import { tableQuery } from './table-query.js';
import { usePatternPages } from './use-pattern-pages.js';
import { useIsNarrow } from './use-is-narrow.js';

/** Row heights in rem; patterns.css has the same. */
const ROW = 3.25;
const NARROW_ROW = 5.5;
const AHEAD = 12;

const rem = (): number => Number.parseFloat(getComputedStyle(document.documentElement).fontSize);

/** All patterns: only the rows in sight are drawn, and only their pages are asked for. */
export const PatternTable = (): ReactNode => {
  const { view, parameters } = useView();
  const query = tableQuery(view, parameters);
  const isNarrow = useIsNarrow();
  const body = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [total, setTotal] = useState(0);
  const rows = useWindowVirtualizer({
    count: total,
    estimateSize: () => (isNarrow ? NARROW_ROW : ROW) * rem(),
    overscan: AHEAD,
    scrollMargin: top,
  });
  const items = rows.getVirtualItems();
  const { first, rowAt } = usePatternPages(query, items[0]?.index ?? 0, items.at(-1)?.index ?? 0);
  const found = first.data?.total ?? 0;

  useLayoutEffect(() => setTotal(found), [found]);
  useLayoutEffect(() => setTop(body.current?.offsetTop ?? 0), [found, isNarrow]);
  useLayoutEffect(() => rows.measure(), [rows, isNarrow]);

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
            <div role="rowgroup" className="table-head">
              <div role="row" className="table-row" aria-rowindex={1}>
                {COLUMNS.map((column) => (
                  <SortHeading key={column.sort} column={column} sort={query.sort} order={query.order} />
                ))}
              </div>
            </div>
            <div ref={body} role="rowgroup" className="table-body" style={{ height: rows.getTotalSize() }}>
              {items.map(({ index, start }) => {
                const row = rowAt(index);
                return (
                  <div
                    key={index}
                    role="row"
                    className="table-row"
                    aria-rowindex={index + 2}
                    style={{ transform: `translateY(${String(start - rows.options.scrollMargin)}px)` }}
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
              })}
            </div>
          </div>
        )
      }
    </Answered>
  );
};
