import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import { type Asked, said } from './asked.js';

const TEXTS = new Set([
  'pattern_name',
  'value',
  'error_message',
  'error_fingerprint',
  'execution_id',
  'version',
  'actor',
]);
const JSONS = new Set(['context', 'issues', 'feedback', 'amendments']);

/** What a spreadsheet would take for a formula has an apostrophe before it. */
const textOf = (field: string): string => (/^'[=+\-@\t\r]/.test(field) ? field.slice(1) : field);

/** What a field of CSV stands for. */
const valueOf = (name: string, field: string): unknown => {
  if (field === '') return null;
  if (TEXTS.has(name)) return textOf(field);
  if (JSONS.has(name)) return JSON.parse(textOf(field));
  if (field === 'true' || field === 'false') return field === 'true';
  return /^-?\d+(\.\d+)?(e-?\d+)?$/.test(field) ? Number(field) : field;
};

const plainOf = (name: string, value: unknown): unknown => {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Date) return said(value.getTime());
  return JSONS.has(name) && typeof value === 'string' ? JSON.parse(value) : (value ?? null);
};

const mapped = (row: object, of: (name: string, value: never) => unknown): object =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, of(name, value as never)]));

/** A byte order mark is for CSV alone, the format where none is asked for. */
export const isBomRefused = ({ format = 'csv', bom }: Asked): boolean => bom === 'true' && format !== 'csv';

/** The rows of an exported file as they are in JSON. */
export const readFile = async (format: string | undefined, bytes: ArrayBuffer): Promise<object[]> => {
  if (format === 'parquet') {
    const rows = await parquetReadObjects({ file: bytes });
    return rows.map((row) => mapped(row, plainOf));
  }
  const text = Buffer.from(bytes)
    .toString()
    .replace(/^\uFEFF/, '');
  if (format === 'json') return JSON.parse(text) as object[];
  if (format === 'ndjson') {
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as object);
  }
  const rows: Record<string, string>[] = parse(text, { columns: true });
  return rows.map((row) => mapped(row, valueOf));
};
