import {
  DETAIL_NAMES,
  type FieldKind,
  fieldOf,
  USAGE_FIELD_NAMES,
  type UsageFieldName,
} from '../../common/usage-fields.js';
import type { Usage } from '../../common/usage.js';
import { type BinaryColumn, binaryColumn } from '../connection/wire/binary-column.js';
import {
  type BinaryType,
  bool,
  float8,
  int4,
  int8,
  jsonb,
  text,
  timestamptz,
  uuid,
} from '../connection/wire/binary-type.js';

/** The SQL type of each kind of field, and how a value of it is written. */
const KINDS: Readonly<Record<FieldKind, { readonly sql: string; readonly wire?: BinaryType<never> }>> = {
  uuid: { sql: 'uuid', wire: uuid },
  text: { sql: 'text', wire: text },
  json: { sql: 'jsonb', wire: jsonb },
  texts: { sql: 'text[]' },
  time: { sql: 'timestamptz', wire: timestamptz },
  integer: { sql: 'integer', wire: int4 },
  bigint: { sql: 'bigint', wire: int8 },
  number: { sql: 'double precision', wire: float8 },
  flag: { sql: 'boolean', wire: bool },
};

const kindOf = (name: UsageFieldName): FieldKind => fieldOf(name).kind;

/** What every usage may have, in the order in which it is written. */
export const PLAIN_NAMES = USAGE_FIELD_NAMES.filter((name) => fieldOf(name).stored !== undefined);

export const USAGE_COLUMNS: readonly BinaryColumn<Usage>[] = PLAIN_NAMES.map((name) =>
  binaryColumn(name, KINDS[kindOf(name)].wire!, fieldOf(name).stored as (usage: Usage) => never),
);

/** The array types of those columns, as a statement takes them. */
export const ARRAY_TYPES = PLAIN_NAMES.map((name) => `${KINDS[kindOf(name)].sql}[]`);

/** What feedback fills in where the usage that it amends has none. */
const FILLED_NAMES = PLAIN_NAMES.filter((name) => fieldOf(name).isFilledIn);

/** Of a usage what it may fill in, as JSON by the names of the columns. */
export const filledIn = (usage: Usage): string =>
  JSON.stringify(Object.fromEntries(FILLED_NAMES.map((name) => [name, fieldOf(name).stored!(usage)])));

/**
 * Fills it in, as assignments of an update.
 * @param json the parameter that it is.
 */
export const fillIn = (table: string, json: string): string =>
  FILLED_NAMES.map(
    (name) =>
      `${name} = coalesce(${table}.${name}, (${json}::jsonb ->> '${name}')::${KINDS[kindOf(name)].sql})`,
  ).join(', ');

export const DETAIL_COLUMNS = DETAIL_NAMES.join(', ');

const DETAIL_VALUES: Readonly<Partial<Record<FieldKind, (value: string, asText: string) => string>>> = {
  text: (_, asText) => asText,
  number: (_, asText) => `(${asText})::double precision`,
  integer: (_, asText) => `(${asText})::integer`,
  texts: (value) =>
    `CASE WHEN jsonb_typeof(${value}) = 'array' THEN ARRAY(SELECT jsonb_array_elements_text(${value})) END`,
  json: (value) => `nullif(${value}, 'null')`,
};

/** The details of feedback, read from the JSON that an expression gives. */
export const detailValues = (json: string): string =>
  DETAIL_NAMES.map((name) =>
    DETAIL_VALUES[kindOf(name)]!(`${json} -> '${name}'`, `${json} ->> '${name}'`),
  ).join(', ');

/** A field as it is read: what is JSON or a list as JSON text, a bigint as the double that it is. */
export const readColumn = (name: UsageFieldName): string => {
  if (kindOf(name) === 'json') return `${name}::text AS ${name}`;
  if (kindOf(name) === 'bigint') return `${name}::double precision AS ${name}`;
  return kindOf(name) === 'texts' ? `to_jsonb(${name})::text AS ${name}` : name;
};
