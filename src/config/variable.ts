/** Reads one environment variable: its text, or undefined where it is unset or empty. */
export interface Variable<T> {
  readonly fallback: T;
  /** What the table in docs/configure.md says of it. */
  readonly about: string;
  /** What a value may be, in words; part of the sentence that refuses a wrong one. */
  readonly allowed: string;
  /** The value, or undefined where the text is not allowed. */
  parse(text: string): T | undefined;
}

interface IntegerOptions<T> {
  fallback: T;
  min: number;
  max: number;
  about: string;
}

export const integer = <T extends number | undefined = number>(
  options: IntegerOptions<T>,
): Variable<T | number> => ({
  ...options,
  allowed: `a whole number from ${options.min} to ${options.max}`,
  parse(text) {
    if (!/^\d{1,15}$/.test(text)) return undefined;
    const value = Number(text);
    return value >= options.min && value <= options.max ? value : undefined;
  },
});

export const oneOf = <T extends string, F extends T | undefined>(
  values: readonly T[],
  fallback: F,
  about: string,
): Variable<T | F> => ({
  fallback,
  about,
  allowed: `one of ${values.join(', ')}`,
  parse: (text) => values.find((value) => value === text),
});

export const text = (fallback: string, about: string): Variable<string> => ({
  fallback,
  about,
  allowed: 'any text',
  parse: (value) => value,
});

export const days = (min: number, about: string): Variable<number | undefined> =>
  integer<number | undefined>({ fallback: undefined, min, max: 36_500, about });

export const url = (
  schemes: readonly string[],
  also: readonly string[],
  about: string,
): Variable<string | undefined> => ({
  fallback: undefined,
  about,
  allowed: [...also, ...schemes.map((scheme) => `${scheme}//…`)].join(' or '),
  parse(value) {
    if (also.includes(value)) return value;
    if (!URL.canParse(value)) return undefined;
    return schemes.includes(new URL(value).protocol) ? value : undefined;
  },
});
