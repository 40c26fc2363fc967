import { ExactNumber, wholeOf } from '../../common/json/exact-number.js';
import type { FieldType, MessageType, RequestType, ScalarKind } from './messages.js';
import { RequestBounds } from './request-bounds.js';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);

/** 64-bit integers are text or numbers in the JSON of protobuf, as 10, 1e1 or 10.0. */
const integerIn = (value: unknown, min: bigint, max: bigint): bigint | undefined => {
  const text = value instanceof ExactNumber ? value.text : value;
  if (typeof text !== 'string' && typeof text !== 'number') return undefined;
  const integer = wholeOf(String(text));
  return integer !== undefined && integer >= min && integer <= max ? integer : undefined;
};

const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;
const NOT_FINITE: readonly unknown[] = ['NaN', 'Infinity', '-Infinity'];

const doubleIn = (value: unknown): number | undefined => {
  if (NOT_FINITE.includes(value)) return Number(value);
  const text = value instanceof ExactNumber ? value.text : value;
  const isNumber = typeof text === 'number' || (typeof text === 'string' && NUMBER.test(text));
  const double = isNumber ? Number(text) : NaN;
  return Number.isFinite(double) ? double : undefined;
};

interface ScalarReader {
  readonly allowed: string;
  /** @returns undefined where the value is not allowed. */
  readonly read: (value: unknown) => unknown;
}

const SIGNED: ScalarReader = {
  allowed: 'a 64-bit integer',
  read: (value) => integerIn(value, -(2n ** 63n), 2n ** 63n - 1n),
};

const READERS: Readonly<Record<Exclude<ScalarKind, 'enum'>, ScalarReader>> = {
  string: { allowed: 'text', read: (value) => (typeof value === 'string' ? value : undefined) },
  bool: { allowed: 'true or false', read: (value) => (typeof value === 'boolean' ? value : undefined) },
  int64: SIGNED,
  sfixed64: SIGNED,
  fixed64: {
    allowed: 'a 64-bit integer that is not negative',
    read: (value) => integerIn(value, 0n, 2n ** 64n - 1n),
  },
  double: { allowed: 'a number', read: doubleIn },
  bytes: {
    allowed: 'text in base64',
    // In either alphabet, padded or not.
    read: (value) =>
      typeof value === 'string' && /^[\w+/-]*={0,2}$/.test(value)
        ? Buffer.from(value, 'base64').toString('base64')
        : undefined,
  },
  id: {
    allowed: 'text in hexadecimal',
    read: (value) =>
      typeof value === 'string' && /^([\da-f]{2}){0,64}$/i.test(value) ? value.toLowerCase() : undefined,
  },
};

const enumReader = (names: readonly string[]): ScalarReader => ({
  allowed: 'a whole number or the name of a value',
  read: (value) => {
    // A value that is not known yet is the unspecified one.
    if (typeof value === 'string' && /^[A-Z]\w*$/.test(value)) return Math.max(0, names.indexOf(value));
    const number = integerIn(value, -(2n ** 31n), 2n ** 31n - 1n);
    return number === undefined ? undefined : Number(number);
  },
});

const readerOf = (field: Exclude<FieldType, { kind: 'message' }>): ScalarReader =>
  field.kind === 'enum' ? enumReader(field.names) : READERS[field.kind];

/** A field's name as the .proto file has it, which parsers take as well. */
const asInProto = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const givenIn = (value: Json, name: string): unknown =>
  Object.hasOwn(value, name) ? value[name] : undefined;

const readMessage = (value: unknown, type: MessageType, bounds: RequestBounds, depth: number): object => {
  bounds.enter(type, depth);
  if (!isObject(value)) throw bounds.refuse(`where a ${type.name} should be is no object`);
  const message: Record<string, unknown> = {};
  for (const field of type.fields) {
    const given = givenIn(value, field.name) ?? givenIn(value, asInProto(field.name));
    if (given === undefined || given === null) continue;
    if (field.kind !== 'message') {
      const { allowed, read } = readerOf(field);
      const scalar = read(given);
      if (scalar === undefined) throw bounds.refuse(`${type.name}.${field.name} must be ${allowed}`);
      message[field.name] = scalar;
    } else if (!field.isList) {
      message[field.name] = readMessage(given, field.type(), bounds, depth + 1);
    } else {
      if (!Array.isArray(given)) throw bounds.refuse(`${type.name}.${field.name} must be a list`);
      message[field.name] = given.map((item) => readMessage(item, field.type(), bounds, depth + 1));
    }
  }
  return message;
};

/**
 * An OTLP request in the JSON of OTLP, which is that of protobuf with ids in hexadecimal: null is a field
 * left out, names may be those of the .proto file, fields that are not known are left aside.
 * @param body a parsed JSON value.
 * @param maxRecords log records or spans in it, at the most.
 * @throws ProblemError where it is none, or holds too much.
 */
export const readJson = <T>(body: unknown, request: RequestType<T>, maxRecords: number): T =>
  request.as(readMessage(body, request.message, new RequestBounds(request, maxRecords), 1));
