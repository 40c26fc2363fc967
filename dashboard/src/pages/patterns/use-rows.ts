import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import type { TableQuery } from './table-query.js';
import { useIsNarrow } from './use-is-narrow.js';
import { useIsPrinting } from './use-is-printing.js';
import { PAGE_ROWS, type PatternPages, type PatternRow, usePatternPages } from './use-pattern-pages.js';

/** Row heights in rem; patterns.css has the same. */
const ROW = 3.25;
const NARROW_ROW = 5.5;
const AHEAD = 12;

const rem = (): number => Number.parseFloat(getComputedStyle(document.documentElement).fontSize);

export interface ShownRow {
  readonly index: number;
  /** CSS pixels from the top of the rows; null where they follow on each other, as on paper. */
  readonly top: number | null;
  /** Undefined while it loads. */
  readonly row: PatternRow | undefined;
}

interface Rows {
  readonly first: PatternPages['first'];
  readonly shown: readonly ShownRow[];
  /** What holds the rows. */
  readonly body: RefObject<HTMLDivElement | null>;
  /** Of all rows in CSS pixels; null on paper. */
  readonly height: number | null;
}

/** The rows in sight and only their pages; on paper the page of a hundred that was looked at. */
export const useRows = (query: TableQuery): Rows => {
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

  return {
    first,
    shown: shown.map((one) => ({ ...one, row: rowAt(one.index) })),
    body,
    height: isPrinting ? null : rows.getTotalSize(),
  };
};
