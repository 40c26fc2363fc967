import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';

/** What is said of a field: a text is its description. */
export type Said = string | ApiPropertyOptions;

/** Of a field that can be null. */
export const OR_NULL = { nullable: true } as const satisfies ApiPropertyOptions;
/** Of a field that can be left out. */
export const OR_ABSENT = { required: false } as const satisfies ApiPropertyOptions;

export const toOptions = (shape: ApiPropertyOptions, said: readonly Said[]): ApiPropertyOptions =>
  Object.assign({ ...shape }, ...said.map((one) => (typeof one === 'string' ? { description: one } : one)));

const field = (shape: ApiPropertyOptions, said: readonly Said[]): PropertyDecorator =>
  ApiProperty(toOptions(shape, said));

/** A whole number of things, from 0. */
export const Count = (example: number | null, ...said: Said[]): PropertyDecorator =>
  field({ type: 'integer', example }, said);

/** A number; its unit is in its name or description. */
export const NumberField = (example: number | null, ...said: Said[]): PropertyDecorator =>
  field({ type: Number, example }, said);

/** A share, rate, score or probability, 0..1. */
export const Fraction = (example: number | null, ...said: Said[]): PropertyDecorator =>
  field({ type: Number, minimum: 0, maximum: 1, example }, said);

export const TextField = (example: string | null, ...said: Said[]): PropertyDecorator =>
  field({ type: String, example }, said);

export const FlagField = (example: boolean, ...said: Said[]): PropertyDecorator =>
  field({ type: Boolean, example }, said);

/** A time in UTC as RFC 3339 writes it. */
export const Instant = (example: string | null, ...said: Said[]): PropertyDecorator =>
  field({ type: String, format: 'date-time', example }, said);

export const UuidField = (example: string | null, ...said: Said[]): PropertyDecorator =>
  field({ type: String, format: 'uuid', example }, said);

/** One of a few words. */
export const WordField = (
  words: readonly string[],
  example: string | null,
  ...said: Said[]
): PropertyDecorator => field({ enum: [...words], example }, said);

/** An object of another class. */
export const ObjectField = (type: new () => object, ...said: Said[]): PropertyDecorator =>
  field({ type }, said);

/** A list of objects of a class, or of texts or numbers. */
export const ListField = (
  type: (new () => object) | StringConstructor | NumberConstructor,
  ...said: Said[]
): PropertyDecorator => field({ type: [type] }, said);
