import { IsOptional, ValidateBy, ValidateIf } from 'class-validator';
import { isTimeZone } from '../calendar.js';
import { parseRfc3339 } from '../rfc3339.js';
import { isUuid } from '../uuid.js';

/** A rule said in JSON Schema and the words that compile-dto.ts adds to it. */
export type RuleSchema = Readonly<Record<string, unknown>>;

/**
 * Property rules for DTOs. Each is one class-validator constraint whose name is the violation's
 * stable code and whose message is what is allowed, in words. Only rules with a schema can be
 * compiled; it refuses whatever `validate` does or no store can hold.
 */
const rule = (
  name: string,
  allowed: string,
  validate: (value: unknown) => boolean,
  schema?: RuleSchema,
): PropertyDecorator =>
  ValidateBy({ name, validator: { validate, defaultMessage: () => allowed } }, { context: { schema } });

/** A value that may be left out or null. */
export const Optional = (): PropertyDecorator => IsOptional();

/** A value that may be left out but not be null; for query parameters. */
export const MayBeAbsent = (): PropertyDecorator => ValidateIf((_, value: unknown) => value !== undefined);

/** A UUID of any version. */
export const Uuid = (): PropertyDecorator =>
  rule('invalid_uuid', 'a UUID such as 7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42', isUuid, {
    type: 'string',
    format: 'uuid',
  });

/** An RFC 3339 time with a zone. */
export const Rfc3339 = (): PropertyDecorator =>
  rule(
    'invalid_time',
    'an RFC 3339 time with its zone, such as 2026-03-01T12:30:00Z',
    (value) => typeof value === 'string' && parseRfc3339(value) !== undefined,
    { type: 'string', format: 'date-time' },
  );

/** true or false. */
export const Flag = (): PropertyDecorator =>
  rule('wrong_type', 'true or false', (value) => typeof value === 'boolean', { type: 'boolean' });

/** One of a few words. */
export const OneOf = (words: readonly string[]): PropertyDecorator =>
  rule('not_allowed', `one of ${words.join(', ')}`, (value) => words.includes(value as string), {
    enum: words,
  });

/** One of a few words, in any case. */
export const OneOfAnyCase = (words: readonly string[]): PropertyDecorator =>
  rule(
    'not_allowed',
    `one of ${words.join(', ')}`,
    (value) => typeof value === 'string' && words.includes(value.toLowerCase()),
    { type: 'string', anyCaseOf: words },
  );

/** A number within bounds, both included. */
export const NumberWithin = (min: number, max: number): PropertyDecorator =>
  rule(
    'out_of_range',
    `a number from ${min} to ${max}`,
    (value) => typeof value === 'number' && value >= min && value <= max,
    { type: 'number', minimum: min, maximum: max },
  );

/** A whole number within bounds, both included. */
export const IntegerWithin = (min: number, max: number): PropertyDecorator =>
  rule(
    'out_of_range',
    `a whole number from ${min} to ${max}`,
    (value) => Number.isInteger(value) && (value as number) >= min && (value as number) <= max,
    { type: 'integer', minimum: min, maximum: max },
  );

/** The same as the text of a query parameter. */
export const IntegerText = (min: number, max: number): PropertyDecorator =>
  rule(
    'out_of_range',
    `a whole number from ${min} to ${max}`,
    (value) =>
      typeof value === 'string' && /^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max,
    { type: 'string', pattern: '^\\d{1,9}$', integerWithin: [min, max] },
  );

/** A decimal number as the text of a query parameter, both bounds included. */
export const NumberText = (min: number, max: number): PropertyDecorator =>
  rule(
    'out_of_range',
    `a number from ${min} to ${max}`,
    (value) =>
      typeof value === 'string' &&
      /^\d{1,9}(\.\d{1,17})?$/.test(value) &&
      Number(value) >= min &&
      Number(value) <= max,
  );

/** Text of a bounded length, counted in UTF-16 units. */
export const Text = (min: number, max: number): PropertyDecorator =>
  rule(
    'invalid_text',
    `text of ${min} to ${max} characters`,
    (value) => typeof value === 'string' && value.length >= min && value.length <= max,
    { type: 'string', textWithin: [min, max] },
  );

/** A list of texts, both bounded. */
export const Texts = (count: number, length: number): PropertyDecorator =>
  rule(
    'invalid_list',
    `a list of at most ${count} texts of 1 to ${length} characters each`,
    (value) =>
      Array.isArray(value) &&
      value.length <= count &&
      value.every((item) => typeof item === 'string' && item.length > 0 && item.length <= length),
  );

/** A JSON object whose JSON text is bounded. */
export const JsonObject = (maxLength: number): PropertyDecorator =>
  rule(
    'invalid_object',
    `an object of at most ${maxLength} characters of JSON`,
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      JSON.stringify(value).length <= maxLength,
    { type: 'object', jsonWithin: maxLength },
  );

/** true or false as the text of a query parameter. */
export const FlagText = (): PropertyDecorator =>
  rule('wrong_type', 'true or false', (value) => value === 'true' || value === 'false');

/** An IANA time zone. */
export const TimeZone = (): PropertyDecorator =>
  rule(
    'unknown_time_zone',
    'an IANA time zone such as UTC, Europe/Berlin or Asia/Kolkata',
    (value) => typeof value === 'string' && isTimeZone(value),
  );

/** Comma-separated items of a query parameter, which may also be repeated; undefined where it is none. */
export const itemsOf = (value: unknown): string[] | undefined => {
  const parts = Array.isArray(value) ? value : [value];
  return parts.every((part) => typeof part === 'string')
    ? parts.flatMap((part) => part.split(','))
    : undefined;
};

/** 1 to `most` UUIDs, comma-separated or repeated. */
export const UuidList = (most: number): PropertyDecorator =>
  rule(
    'invalid_uuid',
    `a UUID such as 7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42, or up to ${most} of them, comma-separated`,
    (value) => {
      const items = itemsOf(value);
      return items !== undefined && items.length <= most && items.every(isUuid);
    },
  );

/** A JSON list of so many different UUIDs. */
export const DistinctUuids = (least: number, most: number): PropertyDecorator =>
  rule(
    'invalid_list',
    `a list of ${least} to ${most} different UUIDs`,
    (value) =>
      Array.isArray(value) &&
      value.length >= least &&
      value.length <= most &&
      value.every(isUuid) &&
      new Set(value.map((id: string) => id.toLowerCase())).size === value.length,
  );

/** Some of a few words, comma-separated or repeated. */
export const SomeOf = (words: readonly string[]): PropertyDecorator =>
  rule('not_allowed', `one or more of ${words.join(', ')}, comma-separated`, (value) => {
    const items = itemsOf(value);
    return items !== undefined && items.length <= 100 && items.every((item) => words.includes(item));
  });

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
  );

/** A few short texts by short names. */
export const TextsByName = (count: number, nameLength: number, length: number): PropertyDecorator =>
  rule(
    'invalid_object',
    `at most ${count} names of 1 to ${nameLength} characters, each with a text of at most ${length}`,
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      Object.entries(value).length <= count &&
      Object.entries(value).every(
        ([name, text]) =>
          name.length > 0 && name.length <= nameLength && typeof text === 'string' && text.length <= length,
      ),
  );

/** Text that a pattern describes. */
export const Matching = (pattern: RegExp, allowed: string): PropertyDecorator =>
  rule('not_allowed', allowed, (value) => typeof value === 'string' && pattern.test(value));
