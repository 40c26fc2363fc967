import { formatTime } from '../../common/time-range.js';
import type { ExportColumn, ExportKind, ExportValue } from './export-column.js';

/**
 * What a spreadsheet would take for a formula, apostrophes before it or not: one more is put before it,
 * so that an import which takes one away has what was there.
 */
const FORMULA = /^'*[=+\-@\t\r]/;

const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A field of CSV (RFC 4180). Null is empty, empty text is quoted, text is never a formula. */
export const csvField = (kind: ExportKind, value: ExportValue): string => {
  if (value === null) return '';
  if (typeof value === 'number') return kind === 'time' ? formatTime(value) : String(value);
  if (typeof value === 'boolean') return String(value);
  if (value === '') return '""';
  return quote(FORMULA.test(value) ? `'${value}` : value);
};

const BOM = '\uFEFF';

/**
 * CSV with a row of names, lines ended by CR LF.
 * @param hasBom whether it begins with a byte order mark, by which Excel knows that it is UTF-8.
 */
export async function* encodeCsv<Row>(
  columns: readonly ExportColumn<Row>[],
  pages: AsyncIterable<readonly Row[]>,
  hasBom: boolean,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${hasBom ? BOM : ''}${columns.map(({ name }) => name).join(',')}\r\n`);
  for await (const rows of pages) {
    const lines = rows.map(
      (row) => `${columns.map(({ kind, valueOf }) => csvField(kind, valueOf(row))).join(',')}\r\n`,
    );
    if (lines.length > 0) yield Buffer.from(lines.join(''));
  }
}
