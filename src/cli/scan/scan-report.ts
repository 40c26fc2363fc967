import type { RegistrationResult } from '../destination/registration-results.js';
import { formatTable } from '../format-table.js';
import { printable } from '../printable.js';
import type { Fault, Finding } from './finding.js';
import type { Repeated } from './merge-findings.js';

/** What a scan found and what became of it. */
export interface ScanReport {
  readonly source: string;
  readonly taken: readonly Finding[];
  /** One for each that is taken; undefined where nothing is registered. */
  readonly results: readonly RegistrationResult[] | undefined;
  readonly repeated: readonly Repeated[];
  readonly faults: readonly Fault[];
}

const countOf = ({ results = [] }: ScanReport, status: RegistrationResult['status']): number =>
  results.filter((result) => result.status === status).length;

const TITLES = ['', 'type', 'pattern', 'version', 'where'];

/** Whether everything could be read and registered. */
export const isWhole = (report: ScanReport): boolean =>
  report.faults.length === 0 && countOf(report, 'rejected') === 0;

/** For programs: one object. */
export const reportJson = (report: ScanReport): object => ({
  source: report.source,
  ...(report.results && {
    created: countOf(report, 'created'),
    updated: countOf(report, 'updated'),
    unchanged: countOf(report, 'unchanged'),
    kept: countOf(report, 'kept'),
    rejected: countOf(report, 'rejected'),
  }),
  patterns: report.taken.map((finding, at) => ({ ...finding, ...report.results?.[at] })),
  repeated: report.repeated.map(({ finding, taken }) => ({ ...finding, taken_from: taken.from })),
  unread: report.faults,
});

const sumOf = (report: ScanReport): string => {
  const found = `Patterns found in ${report.source}: ${report.taken.length}`;
  if (!report.results) return `${found}, of which none is registered.`;
  return (
    `${found}, of which ${countOf(report, 'created')} new, ${countOf(report, 'updated')} updated, ` +
    `${countOf(report, 'unchanged')} unchanged, ${countOf(report, 'kept')} kept as somebody described them, ` +
    `${countOf(report, 'rejected')} refused.`
  );
};

const WORDS: Readonly<Record<string, string>> = { created: 'new', updated: 'updated', rejected: 'refused' };

const rowOf = (
  what: string,
  { pattern, pattern_type = '–', version = '–' }: Finding,
  where: string,
): string[] => [what, pattern_type, pattern, version, where];

/** For people: what changed, a row each, and what could not be done. */
export const reportText = (report: ScanReport): string => {
  const { taken, results, repeated, faults } = report;
  const rows = taken.flatMap((finding, at) => {
    const { status, reason } = results?.[at] ?? {};
    const what = status === undefined ? 'found' : WORDS[status];
    return what === undefined
      ? []
      : [rowOf(what, finding, reason === undefined ? finding.from : `${finding.from}: ${reason}`)];
  });
  const left = repeated.map(({ finding, taken: first }) =>
    rowOf('left out', finding, `${finding.from}: the name of ${first.from}`),
  );
  const all = [...rows, ...left];
  const table = all.length === 0 ? '' : `\n${formatTable(TITLES, all)}`;
  const unread = faults.map(({ from, reason }) => `  ${printable(from)}: ${printable(reason)}\n`);
  const missed = unread.length === 0 ? '' : `\nNot read: ${unread.length}\n\n${unread.join('')}`;
  return `${printable(sumOf(report))}\n${table}${missed}`;
};
