import fc from 'fast-check';
import { isTextWithin } from '../../src/common/validation/is-text-within.js';
import type { Schema } from './openapi-document.js';

/** Values at the bounds that a schema describes, and just beyond them. */
export interface Bounds {
  readonly within: readonly unknown[];
  readonly beyond: readonly unknown[];
}

const SEED = 20_261_128;
const UUID = '0b6f1a8e-6a9b-4f4e-8d3e-2f1c5a7d9e10';
/** A character of two UTF-16 units. */
const WIDE = '\u{1f600}';

const nthUuid = (index: number): string => `${index.toString(16).padStart(8, '0')}${UUID.slice(8)}`;

const ofPattern = (source: string, { minLength = 0, maxLength = 200 }: Schema): Bounds => {
  const pattern = new RegExp(source, 'u');
  const isLong = (text: string): boolean => isTextWithin(text, minLength, maxLength);
  return {
    within: fc.sample(
      fc.stringMatching(pattern).filter((text) => isLong(text) && text.isWellFormed()),
      { numRuns: 2, seed: SEED },
    ),
    beyond: fc.sample(
      fc
        .string({ unit: 'grapheme', maxLength: 40 })
        .filter((text) => !pattern.test(text) && text.isWellFormed()),
      { numRuns: 2, seed: SEED },
    ),
  };
};

const ofText = (schema: Schema): Bounds => {
  const { format, pattern, minLength = 0, maxLength } = schema;
  if (format === 'uuid') {
    return { within: [UUID, UUID.toUpperCase()], beyond: ['', '7f9c', `${UUID}0`, UUID.replace('0', 'g')] };
  }
  if (format === 'date-time') {
    return {
      within: ['2026-03-01T00:30:00Z', '2026-03-01t00:30:00.123456789z', '2026-02-28T23:59:59-07:30'],
      beyond: ['', '2026-03-01', '2026-02-30T00:00:00Z', '2026-03-01T00:30:00', '2026-03-01T24:00:00Z'],
    };
  }
  // The characters that a text is of are most often any but NUL; other patterns bound the length as well.
  const isFree = pattern === undefined || pattern.startsWith('^[^');
  const ofIt = pattern === undefined || isFree ? { within: [], beyond: ['a\0'] } : ofPattern(pattern, schema);
  if (maxLength === undefined || !isFree) return ofIt;
  return {
    within: ['a'.repeat(minLength), 'a'.repeat(maxLength), WIDE.repeat(maxLength)],
    beyond: [
      ...ofIt.beyond,
      ...(minLength > 0 ? ['a'.repeat(minLength - 1)] : []),
      'a'.repeat(maxLength + 1),
      WIDE.repeat(maxLength + 1),
    ],
  };
};

const ofNumber = ({ type, minimum = -1, maximum = 1e15 }: Schema): Bounds => ({
  within: [minimum, maximum, ...(type === 'number' ? [minimum + (maximum - minimum) * 1e-7] : [])],
  beyond: [minimum - 1, maximum + 1, ...(type === 'integer' ? [minimum + 0.5] : [maximum + 1e-7])],
});

const ofList = ({ items = {}, minItems = 0, maxItems, uniqueItems = false }: Schema): Bounds => {
  const inner = boundsOf(items);
  const many = (count: number): unknown[] =>
    Array.from({ length: count }, (_, index) => {
      if (items.format === 'uuid') return nthUuid(index);
      return uniqueItems ? `${index}` : inner.within[0];
    });
  return {
    within: [many(minItems), ...(maxItems === undefined ? [] : [many(maxItems)])],
    beyond: [
      ...(minItems > 0 ? [many(minItems - 1)] : []),
      ...(maxItems === undefined ? [] : [many(maxItems + 1)]),
      ...inner.beyond.map((item) => [...many(minItems).slice(1), item]),
    ],
  };
};

const ofObject = ({ properties, required = [], additionalProperties, maxProperties }: Schema): Bounds => {
  if (properties) {
    const whole = Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, boundsOf(property).within[0]]),
    );
    return {
      within: [whole],
      beyond: [
        ...required.map((name) => ({ ...whole, [name]: undefined })),
        ...(additionalProperties === false ? [{ ...whole, no_such_field: 1 }] : []),
        ...Object.entries(properties).flatMap(([name, property]) =>
          boundsOf(property).beyond.map((value) => ({ ...whole, [name]: value })),
        ),
      ],
    };
  }
  if (typeof additionalProperties !== 'object') return { within: [{}, { a: [1, null] }], beyond: [] };
  const inner = boundsOf(additionalProperties);
  const many = (count: number): object =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, 'a']));
  return {
    within: [{}, ...(maxProperties === undefined ? [] : [many(maxProperties)])],
    beyond: [
      ...(maxProperties === undefined ? [] : [many(maxProperties + 1)]),
      ...inner.beyond.map((text) => ({ key: text })),
    ],
  };
};

const OTHER_TYPES: Readonly<Record<string, readonly unknown[]>> = {
  string: [5, {}],
  integer: ['5', []],
  number: ['0.5', {}],
  boolean: ['true', 1],
  array: ['a', {}],
  object: ['a', []],
};

const ofType = (schema: Schema): Bounds => {
  if (schema.enum) {
    const words = schema.enum.filter((word) => typeof word === 'string');
    return { within: [words[0], words.at(-1)], beyond: ['', `${words[0]}s`] };
  }
  switch (schema.type) {
    case 'string':
      return ofText(schema);
    case 'integer':
    case 'number':
      return ofNumber(schema);
    case 'boolean':
      return { within: [true, false], beyond: ['', 'yes'] };
    case 'array':
      return ofList(schema);
    default:
      return ofObject(schema);
  }
};

/** Values in JSON at the bounds of a schema without references, and just beyond them, other types among these. */
export const boundsOf = (schema: Schema): Bounds => {
  const { within, beyond } = ofType(schema);
  const others = OTHER_TYPES[schema.type ?? 'object']!;
  return schema.nullable
    ? { within: [...within, null], beyond: [...beyond, ...others] }
    : { within, beyond: [...beyond, ...others, null] };
};

/** The same of a parameter, which is text. */
export const parameterBoundsOf = (schema: Schema): Bounds => {
  const { within, beyond } = ofType(schema);
  const word = schema.type === 'string' ? [] : ['', 'x'];
  return { within: within.map(String), beyond: [...beyond.map(String), ...word] };
};
