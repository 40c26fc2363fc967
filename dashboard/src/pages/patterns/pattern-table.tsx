import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import * as format from '../../format/format.js';
import { Answered } from '../../parts/answered.js';
import { useView } from '../../view/use-view.js';
import { COLUMNS } from './columns.js';
import { NoPatterns } from './no-patterns.js';
import { SortHeading } from './sort-heading.js';
import { tableQuery } from './table-query.js';
import { useIsPrinting } from './use-is-printing.js';
import { PAGE_ROWS, usePatternPages } from './use-pattern-pages.js';
import { useIsNarrow } from './use-is-narrow.js';

/** Row heights in rem; patterns.css has the same. */
const ROW = 3.25;
const NARROW_ROW = 5.5;
const AHEAD = 12;

const rem = (): number => Number.parseFloat(getComputedStyle(document.documentElement).fontSize);

/**
 * All patterns: only the rows in sight are drawn, and only their pages are asked for. On paper it is
 * the page of a hundred that was looked at.
 */
export const PatternTable = (): ReactNode => {
  const { view, parameters } = useView();
  const query = tableQuery(view, parameters);
  const isNarrow = useIsNarrow();
  const isPrinting = useIsPrinting();
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

  const printed = Math.floor((items[AHEAD]?.index ?? 0) / PAGE_ROWS) * PAGE_ROWS;
  const shown = isPrinting
    ? Array.from({ length: Math.min(PAGE_ROWS, total - printed) }, (_, at) => ({
        index: printed + at,
        top: null,
      }))
    : items.map(({ index, start }) => ({ index, top: start - rows.options.scrollMargin }));

  useLayoutEffect(() => {
    setTotal(found);
  }, [found]);
  useLayoutEffect(() => {
    setTop(body.current?.offsetTop ?? 0);
  }, [found, isNarrow]);
  useLayoutEffect(() => {
    rows.measure();
  }, [rows, isNarrow]);

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
            <p className="print-only printed-rows">
              {`Patterns ${format.count(printed + 1)} to ${format.count(printed + shown.length)} of ${format.count(page.total)}`}
            </p>
            <div role="rowgroup" className="table-head">
              <div role="row" className="table-row" aria-rowindex={1}>
                {COLUMNS.map((column) => (
                  <SortHeading key={column.sort} column={column} sort={query.sort} order={query.order} />
                ))}
              </div>
            </div>
            <div
              ref={body}
              role="rowgroup"
              className="table-body"
              style={isPrinting ? {} : { height: rows.getTotalSize() }}
            >
              {shown.map(({ index, top: place }) => {
                const row = rowAt(index);
                return (
                  <div
                    key={index}
                    role="row"
                    className="table-row"
                    aria-rowindex={index + 2}
                    style={place === null ? {} : { transform: `translateY(${String(place)}px)` }}
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
