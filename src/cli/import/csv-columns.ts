import { decodeText } from '../../common/json/decode-text.js';
import { parseJson } from '../../common/json/parse-json.js';
import type { Violation } from '../../common/tracker-error.js';
import { type FieldKind, fieldOf, USAGE_FIELD_NAMES } from '../../common/usage-fields.js';
import { CliError } from '../cli-error.js';
import { PATTERN_KIND, type PatternLine } from './pattern-line.js';

type CellKind = 'text' | 'number' | 'json' | 'flag';

/** How a cell of each kind of field is read. */
const CELLS: Readonly<Record<FieldKind, CellKind>> = {
  uuid: 'text',
  text: 'text',
  time: 'text',
  json: 'json',
  texts: 'json',
  integer: 'number',
  bigint: 'number',
  number: 'number',
  flag: 'flag',
};

/** A column for each field of a usage, and for what it may say of its pattern. */
const FIELDS: Readonly<Record<string, CellKind>> = {
  ...Object.fromEntries(USAGE_FIELD_NAMES.map((name) => [name, CELLS[fieldOf(name).kind]])),
  pattern: 'text',
  pattern_name: 'text',
  pattern_type: 'text',
  node_type: 'text',
};

/** The same for each field of an exported pattern. */
const PATTERN_FIELDS: Readonly<Record<keyof PatternLine, CellKind>> = {
  kind: 'text',
  id: 'text',
  name: 'text',
  named_at: 'text',
  type: 'text',
  node_type: 'text',
  description: 'text',
  tags: 'json',
  version: 'text',
  described_by: 'text',
  first_seen: 'text',
};

/** A column that only an export has: there an empty text has quotes, and a field left out has none. */
const OF_AN_EXPORT = ['error_fingerprint', 'kind'];

const CONTEXT = 'context.';
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** An apostrophe that keeps a spreadsheet from taking text for a formula. */
const NO_FORMULA = /^'+[=+\-@\t\r]/;

type Cells = readonly string[];
type Row = { readonly usage: Readonly<Record<string, unknown>> } | { readonly fault: Violation };

/** Text whose characters are bytes, as the text that they are. */
const decodeBytes = (bytes: string): string =>
  /[\x80-\xff]/.test(bytes) ? decodeText(Buffer.from(bytes, 'latin1')) : bytes;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const readText = (cell: string): string => (NO_FORMULA.test(cell) ? cell.slice(1) : cell);

const READERS: Readonly<Record<Exclude<CellKind, 'json'>, (cell: string) => unknown>> = {
  text: readText,
  // A number where the cell is one; what it is not, the tracker says better.
  number: (cell) => (JSON_NUMBER.test(cell.trim()) ? parseJson(cell) : cell),
  flag: (cell) => (/^(?:true|false)$/i.test(cell) ? cell.toLowerCase() === 'true' : cell),
};

const readJson = (
  name: string,
  cell: string,
): { readonly value: unknown } | { readonly fault: Violation } => {
  try {
    return { value: parseJson(cell) };
  } catch (error) {
    const reason = (error as Error).message.replace(/\.$/, '').slice(0, 200);
    const message = `${name} is not valid JSON: ${reason}.`;
    return { fault: { pointer: `/${name}`, code: 'malformed_json', allowed: 'JSON', message } };
  }
};

/** Cells as they were written, with their quotes: whether an empty one has some decides what it is. */
const quotedEmpty = (raw: string): boolean[] =>
  [...raw.matchAll(/(?:^|,)("(?:[^"]|"")*"|[^",]*)/g)].map(([, cell]) => cell === '""');

const isContextKey = (name: string): boolean => name.startsWith(CONTEXT) && name.length > CONTEXT.length;

const checkHeader = (names: Cells, fields: Readonly<Record<string, CellKind>>): void => {
  const met = new Set<string>();
  for (const name of names) {
    if (!name.isWellFormed()) {
      throw new CliError('The header has bytes that are not UTF-8; save the file as UTF-8.');
    }
    if (met.has(name)) throw new CliError(`The column ${JSON.stringify(name)} is there twice.`);
    met.add(name);
    if (Object.hasOwn(fields, name) || (fields === FIELDS && isContextKey(name))) continue;
    const what = fields === FIELDS ? 'a usage' : 'a pattern';
    const beside = fields === FIELDS ? ' and context.KEY' : '';
    throw new CliError(
      `The column ${JSON.stringify(name)} is none of ${what}; columns are ${Object.keys(fields).join(', ')}${beside}.`,
    );
  }
};

/**
 * Reads rows under a header: the names of a usage's fields, and `context.KEY` for texts of its
 * context; or those of an exported pattern. An empty cell is a field left out.
 * @returns what reads a row of as many cells, with the text that they were parsed from; both hold bytes.
 * @throws CliError where a column is unknown or there twice.
 */
export const csvColumns = (header: Cells): ((cells: Cells, raw: string) => Row) => {
  const names = header.map((name) => decodeBytes(name).trim());
  const fields: Readonly<Record<string, CellKind>> = names.includes('kind') ? PATTERN_FIELDS : FIELDS;
  checkHeader(names, fields);
  const isExport = OF_AN_EXPORT.some((name) => names.includes(name));
  return (cells, raw) => {
    const usage: Record<string, unknown> = fields === PATTERN_FIELDS ? { kind: PATTERN_KIND } : {};
    const texts: [string, string][] = [];
    const empty = isExport && raw.includes('""') ? quotedEmpty(raw) : [];
    for (const [index, name] of names.entries()) {
      const cell = decodeBytes(cells[index]!);
      const kind = Object.hasOwn(fields, name) ? fields[name]! : undefined;
      if (cell === '') {
        if (kind === 'text' && empty[index]) usage[name] = '';
        continue;
      }
      if (kind === undefined) texts.push([name.slice(CONTEXT.length), readText(cell)]);
      else if (kind === 'json') {
        const read = readJson(name, cell);
        if ('fault' in read) return read;
        usage[name] = read.value;
      } else usage[name] = READERS[kind](cell);
    }
    if (texts.length === 0) return { usage };
    const { context = {} } = usage;
    // A context that is no object is refused by the tracker, with its words.
    if (!isObject(context)) return { usage };
    return { usage: { ...usage, context: { ...context, ...Object.fromEntries(texts) } } };
  };
};
