import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { EXAMPLE_ID } from '../example-id.js';

/** What is said of a field: a text is its description. */
export type Said = string | ApiPropertyOptions;

/** Of a field that can be null. */
export const OR_NULL = { nullable: true } as const satisfies ApiPropertyOptions;
/** Of a field that can be left out. */
export const OR_ABSENT = { required: false } as const satisfies ApiPropertyOptions;

/** What is said of a field, in one. */
export const toOptions = (shape: ApiPropertyOptions, said: readonly Said[]): ApiPropertyOptions => {
  const options = { ...shape };
  for (const each of said) Object.assign(options, typeof each === 'string' ? { description: each } : each);
  return options;
};

const field = (shape: ApiPropertyOptions, said: readonly Said[]): PropertyDecorator =>
  ApiProperty(toOptions(shape, said));

/** Fields of answers: what they are, an example, and what else is to be said; a text is the description. */
export const Field = {
  /** A whole number of things, from 0. */
  count: (example: number | null, ...said: Said[]) => field({ type: 'integer', example }, said),
  /** A number; its unit is in its name or description. */
  number: (example: number | null, ...said: Said[]) => field({ type: Number, example }, said),
  /** A share, rate, score or probability, 0..1. */
  fraction: (example: number | null, ...said: Said[]) =>
    field({ type: Number, minimum: 0, maximum: 1, example }, said),
  text: (example: string | null, ...said: Said[]) => field({ type: String, example }, said),
  flag: (example: boolean, ...said: Said[]) => field({ type: Boolean, example }, said),
  /** A time in UTC as RFC 3339 writes it. */
  instant: (example: string | null, ...said: Said[]) =>
    field({ type: String, format: 'date-time', example }, said),
  uuid: (example: string | null, ...said: Said[]) => field({ type: String, format: 'uuid', example }, said),
  /** A pattern’s id, always the same in examples. */
  patternId: (...said: Said[]) => field({ type: String, format: 'uuid', example: EXAMPLE_ID }, said),
  /** One of a few words. */
  word: (words: readonly string[], example: string | null, ...said: Said[]) =>
    field({ enum: [...words], example }, said),
  /** An object of another class. */
  object: (type: new () => object, ...said: Said[]) => field({ type }, said),
  /** A list of objects of a class, or of texts or numbers. */
  list: (type: (new () => object) | StringConstructor | NumberConstructor, ...said: Said[]) =>
    field({ type: [type] }, said),
} as const satisfies Readonly<Record<string, (...about: never[]) => PropertyDecorator>>;
