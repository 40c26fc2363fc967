import { Ajv } from 'ajv';
import { getMetadataStorage } from 'class-validator';
import { parseRfc3339 } from '../rfc3339.js';
import { isUuid } from '../uuid.js';
import { isTextWithin } from './is-text-within.js';
import { isPlainlyStorable, isStorableText } from './json-sanity.js';
import type { RuleSchema } from './rules.js';

/** What stands in a body's field stands one level deep. */
const FIELD_DEPTH = 1;

const newCompiler = (): Ajv => {
  const ajv = new Ajv({ allowUnionTypes: true });
  ajv.addFormat('uuid', isUuid);
  ajv.addFormat('date-time', (text: string) => parseRfc3339(text) !== undefined);
  ajv.addKeyword({
    keyword: 'anyCaseOf',
    type: 'string',
    schemaType: 'array',
    compile: (words: readonly string[]) => (text: string) => words.includes(text.toLowerCase()),
  });
  ajv.addKeyword({
    keyword: 'textWithin',
    type: 'string',
    schemaType: 'array',
    compile:
      ([min, max]: [number, number]) =>
      (text: string) =>
        isTextWithin(text, min, max) && isStorableText(text),
  });
  ajv.addKeyword({
    keyword: 'integerWithin',
    type: 'string',
    schemaType: 'array',
    compile:
      ([min, max]: [number, number]) =>
      (text: string) =>
        Number(text) >= min && Number(text) <= max,
  });
  ajv.addKeyword({
    keyword: 'jsonWithin',
    type: 'object',
    schemaType: 'number',
    compile: (maxLength: number) => (value: object) => isPlainlyStorable(value, maxLength, FIELD_DEPTH),
  });
  return ajv;
};

const orNull = ({ type, enum: words, ...rest }: RuleSchema): RuleSchema => ({
  ...rest,
  ...(type === undefined ? {} : { type: [type, 'null'] }),
  ...(Array.isArray(words) ? { enum: [...(words as unknown[]), null] } : {}),
});

/** That a field is there and not null. */
const said = (name: string): RuleSchema => ({
  required: [name],
  properties: { [name]: { not: { type: 'null' } } },
});

/** The JSON Schema of a DTO class, from its rules. */
export const schemaOf = (dto: new () => object): RuleSchema => {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
  const properties: Record<string, RuleSchema> = {};
  const optional = new Set<string>();
  const either: RuleSchema[] = [];
  for (const { propertyName, type, context } of metadata) {
    if (type === 'conditionalValidation') {
      optional.add(propertyName);
      continue;
    }
    const schema = (context as { schema?: RuleSchema } | undefined)?.schema;
    if (!schema) throw new TypeError(`A rule of ${dto.name}.${propertyName} has no schema.`);
    const { unless, ...shape } = schema as RuleSchema & { unless?: string };
    if (unless !== undefined) either.push({ anyOf: [said(propertyName), said(unless)] });
    properties[propertyName] = { ...properties[propertyName], ...shape };
  }
  const names = Object.keys(properties);
  return {
    type: 'object',
    additionalProperties: false,
    required: names.filter((name) => !optional.has(name)),
    ...(either.length > 0 ? { allOf: either } : {}),
    properties: Object.fromEntries(
      names.map((name) => [name, optional.has(name) ? orNull(properties[name]!) : properties[name]!]),
    ),
  };
};

/**
 * A DTO's rules as one compiled check, some ten times as fast as class-validator: true for what the
 * DTO takes; false for what it refuses, and for the rare thing that only a closer look
 * (`violationsOf`) finds right.
 */
export const compileDto = <T extends object>(dto: new () => T): ((value: unknown) => value is T) =>
  newCompiler().compile<T>(schemaOf(dto));
