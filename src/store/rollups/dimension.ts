/** The dimension that every store has. */
export const VERSION = 'version';
const CONTEXT = 'context.';

/** Stands for all values of a dimension that its rollups do not tell apart. */
export const OTHER = true;

/** A value of a dimension; null of usages that have none. */
export type DimensionValue = string | typeof OTHER | null;

/** Values of an hour or day that are told apart, at the most; and their characters. */
export const MAX_VALUES = 10_000;
export const MAX_VALUE_LENGTH = 256;

/** A value as a key of a statement's rows, in SQL, so that it cannot be taken for all others. */
export const codeOfValue = (value: string): string => `'=' || (${value})`;
export const codeOfRollup = `CASE WHEN is_other THEN '*' ELSE ${codeOfValue('value')} END`;

/** The value that a key stands for. */
export const valueOfCode = (code: string | null): DimensionValue => {
  if (code === null) return null;
  return code === '*' ? OTHER : code.slice(1);
};

/** The name of a key of the context as a dimension. */
export const contextDimension = (key: string): string => `${CONTEXT}${key}`;

/** Whether a text names a dimension: the version, or a key of the context. */
export const isDimension = (name: string): boolean => name === VERSION || name.startsWith(CONTEXT);

/** The key of the context that a dimension is; undefined of the version. */
export const contextKeyOf = (dimension: string): string | undefined =>
  dimension === VERSION ? undefined : dimension.slice(CONTEXT.length);
