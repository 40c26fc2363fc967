import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import { JSON_TYPE, NDJSON } from '../../common/media-types.js';
import { formatTime, type TimeRange } from '../../common/time-range.js';
import { encodeCsv } from './encode-csv.js';
import { encodeJson, encodeNdjson } from './encode-json.js';
import { encodeParquet } from './encode-parquet.js';
import type { ExportColumn, ExportEncoder } from './export-column.js';

export const EXPORT_FORMATS = ['csv', 'json', 'ndjson', 'parquet'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What each format is sent as. */
export const EXPORT_MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  json: JSON_TYPE,
  ndjson: NDJSON,
  parquet: 'application/vnd.apache.parquet',
};

const ENCODERS: Readonly<Record<ExportFormat, ExportEncoder>> = {
  csv: encodeCsv,
  json: encodeJson,
  ndjson: encodeNdjson,
  parquet: encodeParquet,
};

/** What is exported: its columns, and its rows a page at a time. */
export interface ExportTable<Row> {
  /** The file's name begins with it. */
  readonly name: string;
  readonly range: TimeRange;
  readonly columns: readonly ExportColumn<Row>[];
  readonly pages: AsyncIterator<readonly Row[]>;
}

async function* startingWith<T>(first: IteratorResult<T>, rest: AsyncIterator<T>): AsyncGenerator<T> {
  for (let next = first; !next.done; next = await rest.next()) yield next.value;
}

const nameOf = ({ from, to }: TimeRange): string =>
  [from, to].map((time) => formatTime(time).replaceAll(':', '')).join('_');

/**
 * A table as a file to send. Its first page is read before anything is answered, so that what fails at
 * once is answered as the problem it is; what fails later cuts the connection, so that a file that came
 * to its end is whole. Pages are read no faster than the caller takes them, and no more once it is gone.
 */
export const exportFile = async <Row>(
  { name, range, columns, pages }: ExportTable<Row>,
  format: ExportFormat,
): Promise<StreamableFile> => {
  const first = await pages.next();
  const encoded = ENCODERS[format](columns, startingWith(first, pages));
  return new StreamableFile(Readable.from(encoded, { objectMode: false, highWaterMark: 1 }), {
    type: EXPORT_MEDIA_TYPES[format],
    disposition: `attachment; filename="${name}_${nameOf(range)}.${format}"`,
  });
};
