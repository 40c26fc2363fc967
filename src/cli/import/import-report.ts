import type { Violation } from '../../common/tracker-error.js';

/** Refusals that a report shows, at the most; all are counted. */
const MAX_SHOWN = 20;

export interface Refusal {
  readonly line: number;
  /** JSON Pointer into the usage. */
  readonly pointer: string;
  readonly message: string;
}

/** What became of a file's records, over all runs of an import. */
export interface ImportReport {
  read: number;
  stored: number;
  /** Stored before, by an earlier run or an earlier record. */
  duplicates: number;
  refused: number;
  /** Descriptions of patterns among what was stored. */
  described: number;
  /** Records that had neither an id nor a time and got the import's. */
  untimed: number;
  /** The first of the refusals. */
  readonly refusals: Refusal[];
}

export const emptyReport = (): ImportReport => ({
  read: 0,
  stored: 0,
  duplicates: 0,
  refused: 0,
  described: 0,
  untimed: 0,
  refusals: [],
});

export const addRefusal = (report: ImportReport, line: number, faults: readonly Violation[]): void => {
  report.refused += 1;
  if (report.refusals.length >= MAX_SHOWN) return;
  const message = faults.map((fault) => fault.message).join(' ');
  report.refusals.push({ line, pointer: faults[0]?.pointer ?? '', message });
};
