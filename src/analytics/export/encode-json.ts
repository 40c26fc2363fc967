import { formatTime } from '../../common/time-range.js';
import type { ExportColumn } from './export-column.js';

const toJson = <Row>(columns: readonly ExportColumn<Row>[], row: Row): string => {
  const members = columns.map(({ name, kind, valueOf }) => {
    const value = valueOf(row);
    if (value !== null && kind === 'json') return `"${name}":${String(value)}`;
    return `"${name}":${JSON.stringify(value !== null && kind === 'time' ? formatTime(value as number) : value)}`;
  });
  return `{${members.join(',')}}`;
};

/** One JSON object a line. */
export async function* encodeNdjson<Row>(
  columns: readonly ExportColumn<Row>[],
  pages: AsyncIterable<readonly Row[]>,
): AsyncGenerator<Uint8Array> {
  for await (const rows of pages) {
    if (rows.length > 0) yield Buffer.from(rows.map((row) => `${toJson(columns, row)}\n`).join(''));
  }
}

/** One JSON array, an object a line. */
export async function* encodeJson<Row>(
  columns: readonly ExportColumn<Row>[],
  pages: AsyncIterable<readonly Row[]>,
): AsyncGenerator<Uint8Array> {
  let before = '[\n';
  for await (const rows of pages) {
    if (rows.length === 0) continue;
    yield Buffer.from(before + rows.map((row) => toJson(columns, row)).join(',\n'));
    before = ',\n';
  }
  yield Buffer.from(before === '[\n' ? '[]\n' : '\n]\n');
}
