import type { Violation } from '../../common/tracker-error.js';
import type { UsageInput } from '../../tracker/index.js';
import { CliError } from '../cli-error.js';

/** How a cell is read; a column for each field of a usage. */
const FIELDS: Readonly<Record<keyof UsageInput, 'text' | 'number' | 'json'>> = {
  id: 'text',
  pattern_id: 'text',
  outcome: 'text',
  created_at: 'text',
  quality_score: 'number',
  execution_time_ms: 'number',
  context: 'json',
  correlation_id: 'text',
  execution_id: 'text',
  error_message: 'text',
  pattern_name: 'text',
  pattern_type: 'text',
  node_type: 'text',
};

const CONTEXT = 'context.';
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

type Cells = readonly string[];
type Row = { readonly usage: Readonly<Record<string, unknown>> } | { readonly fault: Violation };

const isField = (name: string): name is keyof UsageInput => Object.hasOwn(FIELDS, name);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A number where the cell is one; what it is not, the tracker says better. */
const readNumber = (cell: string): unknown => (JSON_NUMBER.test(cell.trim()) ? Number(cell) : cell);

const readJson = (cell: string): { readonly value: unknown } | { readonly fault: Violation } => {
  try {
    return { value: JSON.parse(cell) as unknown };
  } catch (error) {
    const reason = (error as Error).message.replace(/\.$/, '').slice(0, 200);
    const message = `context is not valid JSON: ${reason}.`;
    return { fault: { pointer: '/context', code: 'malformed_json', allowed: 'a JSON object', message } };
  }
};

/**
 * Reads rows under a header: the names of a usage's fields, and `context.KEY` for texts of its
 * context. An empty cell is a field left out.
 * @returns what reads a row of as many cells.
 * @throws CliError where a column is unknown or there twice.
 */
export const csvColumns = (header: Cells): ((cells: Cells) => Row) => {
  const names = header.map((name) => name.trim());
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) !== index)
      throw new CliError(`The column ${JSON.stringify(name)} is there twice.`);
    if (isField(name) || (name.startsWith(CONTEXT) && name.length > CONTEXT.length)) continue;
    throw new CliError(
      `The column ${JSON.stringify(name)} is none of a usage; columns are ${Object.keys(FIELDS).join(', ')} and context.KEY.`,
    );
  }
  return (cells) => {
    const usage: Record<string, unknown> = {};
    const texts: [string, string][] = [];
    for (const [index, name] of names.entries()) {
      const cell = cells[index]!;
      if (cell === '') continue;
      if (!isField(name)) {
        texts.push([name.slice(CONTEXT.length), cell]);
        continue;
      }
      if (FIELDS[name] !== 'json') {
        usage[name] = FIELDS[name] === 'number' ? readNumber(cell) : cell;
        continue;
      }
      const read = readJson(cell);
      if ('fault' in read) return read;
      usage[name] = read.value;
    }
    if (texts.length === 0) return { usage };
    const { context = {} } = usage;
    // A context that is no object is refused by the tracker, with its words.
    if (!isObject(context)) return { usage };
    return { usage: { ...usage, context: { ...context, ...Object.fromEntries(texts) } } };
  };
};
