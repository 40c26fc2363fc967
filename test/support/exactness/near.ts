/** Something that may stand in an expected answer in place of a value. */
class Matcher {
  readonly $$typeof = Symbol.for('jest.asymmetricMatcher');

  constructor(
    private readonly text: string,
    private readonly matches: (value: unknown) => boolean,
  ) {}

  asymmetricMatch(value: unknown): boolean {
    return this.matches(value);
  }

  toString(): string {
    return this.text;
  }

  toAsymmetricMatcher(): string {
    return this.text;
  }
}

const numbers =
  (isNear: (value: number) => boolean) =>
  (value: unknown): boolean =>
    typeof value === 'number' && isNear(value);

/** A number that is off by rounding alone: by a billionth of itself, or of 1. */
export const near = (value: number): unknown =>
  new Matcher(
    `near ${value}`,
    numbers((other) => Math.abs(other - value) <= 1e-9 * Math.max(1, Math.abs(value))),
  );

/** A quantile: off by 5 % of the true one at the most; null where there is none. */
export const quantileNear = (value: number | null): unknown =>
  value === null
    ? null
    : new Matcher(
        `within 5 % of ${value}`,
        numbers((other) => Math.abs(other - value) <= 0.05 * value),
      );

export const oneOf = (...values: readonly unknown[]): unknown =>
  new Matcher(`one of ${values.map(String).join(', ')}`, (value) => values.includes(value));
