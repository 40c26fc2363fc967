import { formatTime } from '../../common/time-range.js';
import type { ExportColumn, ExportKind, ExportValue } from './export-column.js';

/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A field of CSV (RFC 4180). Null is empty, empty text is quoted, text is never a formula. */
export const csvField = (kind: ExportKind, value: ExportValue): string => {
  if (value === null) return '';
  if (typeof value === 'number') return kind === 'time' ? formatTime(value) : String(value);
  if (typeof value === 'boolean') return String(value);
  if (value === '') return '""';
  return quote(FORMULA.test(value) ? `'${value}` : value);
};

/** CSV with a row of names, lines ended by CR LF. */
export async function* encodeCsv<Row>(
  columns: readonly ExportColumn<Row>[],
  pages: AsyncIterable<readonly Row[]>,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${columns.map(({ name }) => name).join(',')}\r\n`);
  for await (const rows of pages) {
    const lines = rows.map(
      (row) => `${columns.map(({ kind, valueOf }) => csvField(kind, valueOf(row))).join(',')}\r\n`,
    );
    if (lines.length > 0) yield Buffer.from(lines.join(''));
  }
}
