import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions, type OpenAPIObject } from '@nestjs/swagger';
import { IsOptional, ValidateBy, ValidateIf } from 'class-validator';
import { isTimeZone } from '../calendar.js';
import { EXAMPLE_ID } from '../example-id.js';
import { ExactNumber } from '../json/exact-number.js';
import { writeJson } from '../json/write-json.js';
import { MAX_PATTERN_NAME, patternIdOf } from '../pattern-id.js';
import { MAX_TYPE_LENGTH, PATTERN_TYPE } from '../pattern-terms.js';
import { parseRfc3339 } from '../rfc3339.js';
import { isUuid } from '../uuid.js';
import { type Said, toOptions } from './fields.js';
import { isTextWithin } from './is-text-within.js';

/** A rule said in JSON Schema and the words that compile-dto.ts adds to it. */
export type RuleSchema = Readonly<Record<string, unknown>>;

/** A schema of the API's description. */
export type DocumentedSchema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

/** Any text without NUL, which cannot be stored. */
const STORABLE = '^[^\\u0000]*$';
const UUID = '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';

const UUID_SCHEMA = { type: 'string', format: 'uuid' } as const;

const textWithin = (minLength: number, maxLength: number) =>
  ({ type: 'string', ...(minLength > 0 ? { minLength } : {}), maxLength, pattern: STORABLE }) as const;

const commaSeparated = (item: string, maxItems: number): ApiPropertyOptions => ({
  type: 'string',
  pattern: `^${item}(,${item}){0,${maxItems - 1}}$`,
});

/**
 * Property rules for DTOs. Each is one class-validator constraint whose name is the violation's
 * stable code and whose message is what is allowed, in words, and says the same to the API's
 * description. Only rules with a schema can be compiled; it refuses whatever `validate` does or no
 * store can hold. Query parameters are texts; `read` makes of one that is right what its property is. A refusal does
 * not repeat a value that is private.
 */
const rule = (
  name: string,
  allowed: string,
  validate: (value: unknown) => boolean,
  documented: ApiPropertyOptions,
  schema?: RuleSchema,
  read?: (parameter: never) => unknown,
  isPrivate = false,
): PropertyDecorator =>
  applyDecorators(
    ApiProperty(documented),
    ValidateBy(
      { name, validator: { validate, defaultMessage: () => allowed } },
      { context: { schema, read, isPrivate } },
    ),
  );

/** A value that may be left out or null. */
export const Optional = (...said: Said[]): PropertyDecorator =>
  applyDecorators(ApiProperty(toOptions({ required: false, nullable: true }, said)), IsOptional());

/** A value that may be left out but not be null; for query parameters. */
export const MayBeAbsent = (...said: Said[]): PropertyDecorator =>
  applyDecorators(
    ApiProperty(toOptions({ required: false }, said)),
    ValidateIf((_, value: unknown) => value !== undefined),
  );

/** A UUID of any version. */
export const Uuid = (): PropertyDecorator =>
  rule('invalid_uuid', `a UUID such as ${EXAMPLE_ID}`, isUuid, UUID_SCHEMA, UUID_SCHEMA);

/**
 * A UUID of any version, which may be left out where another field says the same.
 * @param orOther what the other field is, in words.
 */
export const UuidUnless = (other: string, orOther: string, ...said: Said[]): PropertyDecorator =>
  applyDecorators(
    ApiProperty(toOptions({ required: false }, said)),
    ValidateIf(
      (dto: Readonly<Record<string, unknown>>, value: unknown) => value != null || dto[other] == null,
    ),
    rule('invalid_uuid', `a UUID such as ${EXAMPLE_ID}, or left out beside ${orOther}`, isUuid, UUID_SCHEMA, {
      ...UUID_SCHEMA,
      unless: other,
    }),
  );

/** An RFC 3339 time with a zone. */
export const Rfc3339 = (): PropertyDecorator =>
  rule(
    'invalid_time',
    'an RFC 3339 time with its zone, such as 2026-03-01T12:30:00Z',
    (value) => typeof value === 'string' && parseRfc3339(value) !== undefined,
    { type: 'string', format: 'date-time' },
    { type: 'string', format: 'date-time' },
  );

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);

/** true or false. */
export const Flag = (): PropertyDecorator =>
  rule(
    'wrong_type',
    'true or false',
    (value) => typeof value === 'boolean',
    { type: 'boolean' },
    { type: 'boolean' },
  );

/** One of a few words. */
export const OneOf = (words: readonly string[]): PropertyDecorator =>
  rule(
    'not_allowed',
    `one of ${words.join(', ')}`,
    (value) => words.includes(value as string),
    { enum: [...words] },
    {
      enum: words,
    },
  );

/** One of a few words, in any case. */
export const OneOfAnyCase = (words: readonly string[]): PropertyDecorator =>
  rule(
    'not_allowed',
    `one of ${words.join(', ')}`,
    (value) => typeof value === 'string' && words.includes(value.toLowerCase()),
    { enum: [...words] },
    { type: 'string', anyCaseOf: words },
  );

/** The type of a pattern. */
export const TypeWord = (): PropertyDecorator =>
  rule(
    'not_allowed',
    `a word of 1 to ${MAX_TYPE_LENGTH} characters a to z, 0 to 9, _ and -, the first a letter, such as skill, prompt or tool`,
    (value) => typeof value === 'string' && PATTERN_TYPE.test(value),
    { type: 'string', pattern: PATTERN_TYPE.source, maxLength: MAX_TYPE_LENGTH },
    { type: 'string', pattern: PATTERN_TYPE.source },
  );

/** A number within bounds, both included. */
export const NumberWithin = (min: number, max: number): PropertyDecorator =>
  rule(
    'out_of_range',
    `a number from ${min} to ${max}`,
    (value) => typeof value === 'number' && value >= min && value <= max,
    { type: 'number', minimum: min, maximum: max },
    { type: 'number', minimum: min, maximum: max },
  );

/** A whole number within bounds, both included. */
export const IntegerWithin = (min: number, max: number): PropertyDecorator =>
  rule(
    'out_of_range',
    `a whole number from ${min} to ${max}`,
    (value) => Number.isInteger(value) && (value as number) >= min && (value as number) <= max,
    { type: 'integer', minimum: min, maximum: max },
    { type: 'integer', minimum: min, maximum: max },
  );

/** The same as the text of a query parameter, which is read as a number. */
export const IntegerText = (min: number, max: number): PropertyDecorator =>
  rule(
    'out_of_range',
    `a whole number from ${min} to ${max}`,
    (value) =>
      typeof value === 'string' && /^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max,
    { type: 'integer', minimum: min, maximum: max },
    { type: 'string', pattern: '^\\d{1,9}$', integerWithin: [min, max] },
    Number,
  );

/** A number as the text of a query parameter, as JSON would write it, both bounds included; read as a number. */
export const NumberText = (min: number, max: number): PropertyDecorator =>
  rule(
    'out_of_range',
    `a number from ${min} to ${max}`,
    (value) =>
      typeof value === 'string' &&
      /^\d{1,20}(\.\d{1,64})?(e[+-]?\d{1,3})?$/i.test(value) &&
      Number(value) >= min &&
      Number(value) <= max,
    { type: 'number', minimum: min, maximum: max },
    undefined,
    Number,
  );

/** Text of a bounded length, in characters (Unicode code points). */
export const Text = (min: number, max: number, isPrivate = false): PropertyDecorator =>
  rule(
    'invalid_text',
    `text of ${min} to ${max} characters`,
    (value) => typeof value === 'string' && isTextWithin(value, min, max),
    textWithin(min, max),
    { type: 'string', textWithin: [min, max] },
    undefined,
    isPrivate,
  );

/** Text that refusals, which logs and queues may keep, do not repeat. */
export const PrivateText = (min: number, max: number): PropertyDecorator => Text(min, max, true);

/** A list of texts, both bounded. */
export const Texts = (count: number, length: number): PropertyDecorator =>
  rule(
    'invalid_list',
    `a list of at most ${count} texts of 1 to ${length} characters each`,
    (value) =>
      Array.isArray(value) &&
      value.length <= count &&
      value.every((item) => typeof item === 'string' && isTextWithin(item, 1, length)),
    { type: 'array', maxItems: count, items: textWithin(1, length) },
    { type: 'array', maxItems: count, items: { type: 'string', textWithin: [1, length] } },
  );

/** A list whose items are checked one by one, which the compiled check leaves to the closer look. */
export const ListWhere = (
  count: number,
  allowed: string,
  isItem: (item: unknown) => boolean,
  items: DocumentedSchema,
): PropertyDecorator =>
  rule(
    'invalid_list',
    `a list of at most ${count} ${allowed}`,
    (value) => Array.isArray(value) && value.length <= count && value.every(isItem),
    { type: 'array', maxItems: count, items },
    { type: 'array', maxItems: 0 },
  );

/** A JSON object whose JSON text is bounded. */
export const JsonObject = (maxLength: number): PropertyDecorator =>
  rule(
    'invalid_object',
    `an object of at most ${maxLength} characters of JSON`,
    (value) => isObject(value) && writeJson(value).length <= maxLength,
    { type: 'object', additionalProperties: true },
    { type: 'object', jsonWithin: maxLength },
  );

/** true or false as the text of a query parameter, which is read as a boolean. */
export const FlagText = (): PropertyDecorator =>
  rule(
    'wrong_type',
    'true or false',
    (value) => value === 'true' || value === 'false',
    { type: 'boolean' },
    undefined,
    (text: string) => text === 'true',
  );

/** An IANA time zone. */
export const TimeZone = (): PropertyDecorator =>
  rule(
    'unknown_time_zone',
    'an IANA time zone such as UTC, Europe/Berlin or Asia/Kolkata',
    (value) => typeof value === 'string' && isTimeZone(value),
    { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9_+/-]{0,63}$' },
  );

/** Comma-separated items of a query parameter, which may also be repeated; undefined where it is none. */
const itemsOf = (value: unknown): string[] | undefined => {
  const parts = Array.isArray(value) ? value : [value];
  return parts.every((part) => typeof part === 'string')
    ? parts.flatMap((part) => part.split(','))
    : undefined;
};

/** 1 to `maxItems` UUIDs, comma-separated or repeated; read as a list in lower case. */
export const UuidList = (maxItems: number): PropertyDecorator =>
  rule(
    'invalid_uuid',
    `a UUID such as ${EXAMPLE_ID}, or up to ${maxItems} of them, comma-separated`,
    (value) => {
      const items = itemsOf(value);
      return items !== undefined && items.length <= maxItems && items.every(isUuid);
    },
    commaSeparated(UUID, maxItems),
    undefined,
    (value: string | string[]) => itemsOf(value)!.map((id) => id.toLowerCase()),
  );

const isPatternName = (value: unknown): value is string =>
  typeof value === 'string' && isTextWithin(value, 1, MAX_PATTERN_NAME);

/** The name of a pattern; read as its id. */
export const PatternByName = (): PropertyDecorator =>
  rule(
    'invalid_text',
    `a name of 1 to ${MAX_PATTERN_NAME} characters`,
    isPatternName,
    textWithin(1, MAX_PATTERN_NAME),
    { type: 'string', textWithin: [1, MAX_PATTERN_NAME] },
    patternIdOf,
  );

/** 1 to `maxItems` names of patterns, comma-separated or repeated; read as a list of their ids. */
export const PatternsByName = (maxItems: number): PropertyDecorator =>
  rule(
    'invalid_text',
    `1 to ${maxItems} names of 1 to ${MAX_PATTERN_NAME} characters, comma-separated`,
    (value) => {
      const items = itemsOf(value);
      return items !== undefined && items.length <= maxItems && items.every(isPatternName);
    },
    commaSeparated(`[^,\\u0000]{1,${MAX_PATTERN_NAME}}`, maxItems),
    undefined,
    (value: string | string[]) => itemsOf(value)!.map(patternIdOf),
  );

/** A JSON list of so many different UUIDs. */
export const DistinctUuids = (minItems: number, maxItems: number): PropertyDecorator =>
  rule(
    'invalid_list',
    `a list of ${minItems} to ${maxItems} different UUIDs`,
    (value) =>
      Array.isArray(value) &&
      value.length >= minItems &&
      value.length <= maxItems &&
      value.every(isUuid) &&
      new Set(value.map((id: string) => id.toLowerCase())).size === value.length,
    { type: 'array', minItems, maxItems, uniqueItems: true, items: UUID_SCHEMA },
  );

/** A JSON list of so many different names of patterns. */
export const DistinctNames = (minItems: number, maxItems: number): PropertyDecorator =>
  rule(
    'invalid_list',
    `a list of ${minItems} to ${maxItems} different names of 1 to ${MAX_PATTERN_NAME} characters`,
    (value) =>
      Array.isArray(value) &&
      value.length >= minItems &&
      value.length <= maxItems &&
      value.every(isPatternName) &&
      new Set(value).size === value.length,
    {
      type: 'array',
      minItems,
      maxItems,
      uniqueItems: true,
      items: textWithin(1, MAX_PATTERN_NAME),
    },
  );

/** Some of a few words, comma-separated or repeated; read as a list. */
export const SomeOf = (words: readonly string[]): PropertyDecorator =>
  rule(
    'not_allowed',
    `one or more of ${words.join(', ')}, comma-separated`,
    (value) => {
      const items = itemsOf(value);
      return items !== undefined && items.length <= 100 && items.every((item) => words.includes(item));
    },
    commaSeparated(`(${words.join('|')})`, 100),
    undefined,
    itemsOf,
  );

/** A JSON list of one or more of a few words. */
export const ListOf = (words: readonly string[]): PropertyDecorator =>
  rule(
    'invalid_list',
    `a list of one or more of ${words.join(', ')}`,
    (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      value.length <= 100 &&
      value.every((item: string) => words.includes(item)),
    { type: 'array', minItems: 1, maxItems: 100, items: { type: 'string', enum: [...words] } },
  );

const areTexts = (value: unknown, count: number, nameLength: number, length: number): boolean =>
  isObject(value) &&
  Object.entries(value).length <= count &&
  Object.entries(value).every(
    ([name, text]) =>
      isTextWithin(name, 1, nameLength) && typeof text === 'string' && isTextWithin(text, 0, length),
  );

const saidTexts = (count: number, nameLength: number, length: number): string =>
  `at most ${count} names of 1 to ${nameLength} characters, each with a text of at most ${length}`;

/** A few short texts by short names. */
export const TextsByName = (count: number, nameLength: number, length: number): PropertyDecorator =>
  rule(
    'invalid_object',
    saidTexts(count, nameLength, length),
    (value) => areTexts(value, count, nameLength, length),
    { type: 'object', maxProperties: count, additionalProperties: textWithin(0, length) },
  );

/** The same of query parameters, which are described one by one. */
export const ParametersByName = (count: number, nameLength: number, length: number): PropertyDecorator =>
  rule(
    'invalid_object',
    saidTexts(count, nameLength, length),
    (value) => areTexts(value, count, nameLength, length),
    textWithin(0, length),
  );

/** Text that a pattern describes. */
export const Matching = (pattern: RegExp, allowed: string): PropertyDecorator =>
  rule('not_allowed', allowed, (value) => typeof value === 'string' && pattern.test(value), {
    type: 'string',
    pattern: pattern.source,
  });
