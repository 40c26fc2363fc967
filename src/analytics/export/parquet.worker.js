// @ts-check
// Writes one Parquet file in a thread of its own: a row group takes a second of CPU, in which the event
// loop would answer nobody. Told its columns by workerData, then some rows at a time as one list of values a column,
// and null at the end; answers each message with the bytes that came to be written. Plain JavaScript,
// because a worker is loaded by Node itself, in tests as in production.
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';

/** @typedef {import('./export-column.js').ExportKind} Kind */
/** @typedef {import('./export-column.js').ExportValue} Value */

/** A row group is written once it has so many rows… */
const GROUP_ROWS = 20_000;
/** …or about so many characters of text. */
const GROUP_TEXT = 16 * 1024 * 1024;

/** @type {Record<Kind, import('hyparquet-writer').BasicType>} */
const TYPES = {
  uuid: 'UUID',
  text: 'STRING',
  json: 'STRING',
  time: 'TIMESTAMP',
  integer: 'INT64',
  number: 'DOUBLE',
  flag: 'BOOLEAN',
};

/**
 * Times are instants, which readers in any time zone compare rightly only where it says UTC.
 * @type {Partial<import('hyparquet').SchemaElement>}
 */
const UTC_MILLIS = {
  converted_type: 'TIMESTAMP_MILLIS',
  logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
};

// Whoever answers goes first. Linux lowers this thread alone, other systems would lower all of the process.
if (process.platform === 'linux') setPriority(10);

/** @type {{ name: string, kind: Kind, data: unknown[] }[]} */
const columns = workerData;
const times = new Set(columns.filter(({ kind }) => kind === 'time').map(({ name }) => name));
const bytes = new ByteWriter();
const file = new ParquetWriter({
  writer: bytes,
  schema: schemaFromColumnData({
    columnData: columns.map(({ name, kind }) => ({ name, type: TYPES[kind], data: [] })),
  }).map((element) => (times.has(element.name) ? { ...element, ...UTC_MILLIS } : element)),
  createdBy: 'pattern-usage-tracker',
});
let rows = 0;
let text = 0;

/** @param {Kind} kind @param {Value} value */
const toStored = (kind, value) => {
  if (value === null) return null;
  if (kind === 'integer') return BigInt(value);
  return kind === 'time' ? new Date(Number(value)) : value;
};

const writeGroup = () => {
  if (rows === 0) return;
  void file.write({
    columnData: columns.map(({ name, data }) => ({ name, data, offsetIndex: false })),
    rowGroupSize: rows,
  });
  for (const column of columns) column.data = [];
  rows = 0;
  text = 0;
};

/** @param {Value[][]} page */
const addPage = (page) => {
  for (const [at, values] of page.entries()) {
    const column = /** @type {(typeof columns)[number]} */ (columns[at]);
    for (const value of values) {
      if (typeof value === 'string') text += value.length;
      column.data.push(toStored(column.kind, value));
    }
  }
  rows += page[0]?.length ?? 0;
  if (rows >= GROUP_ROWS || text >= GROUP_TEXT) writeGroup();
};

parentPort?.on('message', (/** @type {Value[][] | null} */ page) => {
  if (page) addPage(page);
  else {
    writeGroup();
    void file.finish();
  }
  const written = bytes.getBytes().slice();
  bytes.index = 0;
  parentPort?.postMessage(written, [written.buffer]);
});
