/** As the page writes it in its browser's language. */
export const orDash = (value: number | null | undefined, write: (value: number) => string): string =>
  value === null || value === undefined ? '–' : write(value);

/** Milliseconds. */
export const duration = (ms: number): string => {
  const [unit, length] = ms < 1000 ? ['millisecond', 1] : ['second', 1000];
  return new Intl.NumberFormat('en-GB', { style: 'unit', unit, maximumSignificantDigits: 3 }).format(
    ms / length,
  );
};
