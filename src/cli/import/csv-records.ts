import { pipeline, Readable } from 'node:stream';
import { type Parser, parse } from 'csv-parse';
import { encodingFault } from '../../common/json/decode-text.js';
import { CliError } from '../cli-error.js';
import { csvColumns } from './csv-columns.js';
import { LineCounter } from './line-counter.js';
import { CHUNK_ITEMS, RECORD_LIMIT, tooLong, type UsageRecord } from './usage-record.js';

/** So many bytes without the end of a record: a quote somewhere before is not closed. */
const GIVE_UP_BYTES = 4 * RECORD_LIMIT;
/** So many characters of records are handed on together even where they are few. */
const CHUNK_LENGTH = 2_097_152;

/** What csv-parse hands on with `info` and `raw`. */
interface Parsed {
  readonly record: readonly string[];
  readonly raw: string;
  /** The offset behind it. */
  readonly info: { readonly bytes: number };
}
interface Unclosed {
  readonly unclosed: string;
}

/** RFC 4180: a cell has quotes around all of it, its own ones doubled, or none at all. */
const STRICT = /^(?:"[^"]*(?:""[^"]*)*"|[^",]*)(?:,(?:"[^"]*(?:""[^"]*)*"|[^",]*))*$/;

const newlinesIn = (text: string): number => text.split('\n').length - 1;

const BOM = Buffer.from('\uFEFF');

/** @throws CliError where the file is UTF-16. */
async function* withoutBom(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const data of source) {
    if (head === undefined) {
      yield data;
      continue;
    }
    head = Buffer.concat([head, data]);
    if (head.length < BOM.length) continue;
    const fault = encodingFault(head);
    if (fault !== undefined) throw new CliError(`The file cannot be read. ${fault}`);
    yield head.subarray(0, BOM.length).equals(BOM) ? head.subarray(BOM.length) : head;
    head = undefined;
  }
  if (head !== undefined && head.length > 0) yield head;
}

const malformed = (line: number, text: string, words: string): UsageRecord => ({
  line,
  fault: { pointer: '', code: 'malformed_csv', allowed: 'a row of CSV (RFC 4180)', message: words },
  text,
});

/**
 * Finds the rows of CSV.
 * @param onRow is told the offset behind each.
 */
const newParser = (onRow: (bytes: number) => void): Parser => {
  const parser: Parser = parse({
    // A character is a byte here: what a cell's bytes are is told when it is read.
    encoding: 'latin1',
    info: true,
    raw: true,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    // Strictly, csv-parse does not find its way back after a stray quote; so it is looked for here.
    relax_quotes: true,
    skip_empty_lines: true,
    on_record: (record: string[], { bytes }) => {
      onRow(bytes);
      return record;
    },
    // Left as an error is a quote that the end of the file does not close. It takes its place in line.
    skip_records_with_error: true,
    on_skip: (_, raw) => {
      const unclosed: Unclosed = { unclosed: raw ?? '' };
      parser.push(unclosed);
      return undefined;
    },
  });
  return parser;
};

/** Reads rows as records; the first is the header, which is none. */
const rowReader = (lines: LineCounter): ((row: Parsed) => UsageRecord | undefined) => {
  let columns: ReturnType<typeof csvColumns> | undefined;
  let count = 0;
  return (row) => {
    const text = row.raw.replace(/^[\r\n]+|\r?\n?$/g, '');
    const start = lines.lineBefore(row.info.bytes) - newlinesIn(text);
    if (columns === undefined) {
      columns = csvColumns(row.record);
      count = row.record.length;
      return undefined;
    }
    if (text.length > RECORD_LIMIT) return tooLong(start);
    if (text.includes('"') && !STRICT.test(text)) {
      return malformed(start, text, 'The quotes are wrong: a cell has them around all of it or not at all.');
    }
    if (row.record.length !== count) {
      return malformed(start, text, `The row has ${row.record.length} cells; the header has ${count}.`);
    }
    const read = columns(row.record, text);
    return 'fault' in read ? { line: start, fault: read.fault, text } : { line: start, usage: read.usage };
  };
};

/**
 * The records of CSV with a header, in chunks, in bounded memory whatever the source's size. Blank
 * lines are left out; what is no row as RFC 4180 has them is a record with its fault.
 * @throws CliError where the header is wrong or a quote is never closed.
 */
export async function* csvRecords(source: AsyncIterable<Buffer>): AsyncGenerator<UsageRecord[]> {
  const lines = new LineCounter();
  let ended = 0;
  const parser = newParser((bytes) => (ended = bytes));
  async function* guarded(): AsyncGenerator<Buffer> {
    let read = 0;
    for await (const data of withoutBom(source)) {
      read += data.length;
      if (read - ended > GIVE_UP_BYTES + data.length) {
        throw new CliError(`A quote after line ${lines.lineBefore(ended)} is not closed.`);
      }
      lines.take(data);
      yield data;
    }
  }
  pipeline(Readable.from(guarded()), parser, () => undefined);

  const recordOf = rowReader(lines);
  let chunk: UsageRecord[] = [];
  let length = 0;
  for await (const item of parser as AsyncIterable<Parsed | Unclosed>) {
    if ('unclosed' in item) {
      const start = lines.lastLine - newlinesIn(item.unclosed);
      chunk.push(malformed(start, item.unclosed.slice(0, RECORD_LIMIT), 'A quote is not closed.'));
      continue;
    }
    const record = recordOf(item);
    if (record === undefined) continue;
    chunk.push(record);
    length += item.raw.length;
    if (chunk.length < CHUNK_ITEMS && length < CHUNK_LENGTH) continue;
    yield chunk;
    chunk = [];
    length = 0;
  }
  if (chunk.length > 0) yield chunk;
}
