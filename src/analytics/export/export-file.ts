import { Readable } from 'node:stream';
import { Logger, StreamableFile } from '@nestjs/common';
import { JSON_TYPE, NDJSON } from '../../common/media-types.js';
import { CooperativeScheduler } from '../../common/cooperative-scheduler.js';
import { requestSignal } from '../../common/request-signal.js';
import { formatTime, type TimeRange } from '../../common/time-range.js';
import { RequestAbortedError, InvalidInputError, TooManyExportsError } from '../../common/tracker-error.js';
import { Semaphore } from '../../store/connection/turns/semaphore.js';
import { doAs, StoreWork } from '../../store/connection/turns/store-work.js';
import { encodeCsv } from './encode-csv.js';
import { encodeJson, encodeNdjson } from './encode-json.js';
import { encodeParquet } from './encode-parquet.js';
import type { ExportColumn, ExportEncoder } from './export-column.js';

export const EXPORT_FORMATS = ['csv', 'json', 'ndjson', 'parquet'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What `bom` does, for the documents. */
export const BOM =
  'Whether a CSV begins with a byte order mark: Excel takes a file without one for Windows-1252 and garbles what is not ASCII. Programs rarely want it.';

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

/** Each holds a page in memory, and for Parquet what of a row group is there. */
export const MAX_EXPORTS = 4;

const logger = new Logger('Export');

const room = new Semaphore(MAX_EXPORTS, 0, () => new TooManyExportsError(MAX_EXPORTS));

/** What is exported: its columns, and its rows a page at a time. */
export interface ExportTable<Row> {
  /** The file's name begins with it. */
  readonly name: string;
  /** Said in the file's name; undefined for what is of no time. */
  readonly range: TimeRange | undefined;
  readonly columns: readonly ExportColumn<Row>[];
  readonly pages: AsyncIterator<readonly Row[]>;
}

/** Rows that are written in one go: a page of them would hold up the event loop. */
const ROWS_AT_ONCE = 200;

type Page<Row> = IteratorResult<readonly Row[]>;

/** The rows of all pages, a few at a time. Of all exports only one writes at a time. */
async function* inTurns<Row>(
  first: Page<Row>,
  readNext: () => Promise<Page<Row>>,
): AsyncGenerator<readonly Row[]> {
  const scheduler = new CooperativeScheduler();
  for (let page = first; !page.done; page = await readNext()) {
    for (let at = 0; at < page.value.length; at += ROWS_AT_ONCE) {
      await scheduler.pause();
      yield page.value.slice(at, at + ROWS_AT_ONCE);
    }
  }
}

const nameOf = (name: string, range: TimeRange | undefined): string => {
  const times = range ? [range.from, range.to] : [];
  return [name, ...times.map((time) => formatTime(time).replaceAll(':', ''))].join('_');
};

const noBom = new InvalidInputError([
  {
    pointer: '/bom',
    code: 'not_allowed',
    allowed: 'left out where format is not csv',
    message: 'bom is for format=csv alone; it must be left out.',
  },
]);

/**
 * A table as a file to send. Its first page is read before anything is answered, so that what fails at
 * once is answered as the problem it is; what fails later cuts the connection, so that a file that came
 * to its end is whole. Pages are read no faster than the caller takes them, and no more once it is gone.
 * @throws TooManyExportsError where as many are being sent as may be at a time.
 */
export const exportFile = async <Row>(
  { name, range, columns, pages }: ExportTable<Row>,
  format: ExportFormat,
  hasBom = false,
): Promise<StreamableFile> => {
  if (hasBom && format !== 'csv') throw noBom;
  const signal = requestSignal();
  const leave = await room.take(signal);
  const work = new StoreWork('export', signal);
  const readNext = (): Promise<Page<Row>> => doAs(work, () => pages.next());
  const fileName = `${nameOf(name, range)}.${format}`;
  let file: Readable;
  try {
    const encoded = ENCODERS[format](columns, inTurns(await readNext(), readNext), hasBom);
    file = Readable.from(encoded, { objectMode: false, highWaterMark: 1 }).once('close', leave);
    file.once('error', (error) => {
      // Once bytes were sent, all that the reader sees is a connection that was cut.
      if (!(error instanceof RequestAbortedError))
        logger.error(`${fileName} broke off: ${error.message}`, error.stack);
    });
  } catch (error) {
    leave();
    throw error;
  }
  // Where the caller left before there was anything to send.
  if (signal?.aborted) file.destroy();
  else signal?.addEventListener('abort', () => file.destroy(), { once: true });
  return new StreamableFile(file, {
    type: EXPORT_MEDIA_TYPES[format],
    disposition: `attachment; filename="${fileName}"`,
  });
};
