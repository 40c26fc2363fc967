import { randomUUID } from 'node:crypto';

/** Longer ones no program writes, and the store would have to hold them. */
const MAX_LENGTH = 1000;

/** Begins the texts that stand for such numbers while JSON is read or written; nobody can guess it. */
export const NUMBER_MARK = `\0${randomUUID()}:`;

/** A number of JSON whose digits a double would not keep. */
export class ExactNumber {
  /** @param text as JSON has it. */
  constructor(readonly text: string) {}

  /** For `writeJson`, which puts the digits in its place. */
  toJSON(): string {
    return NUMBER_MARK + this.text;
  }

  /** The double that is next to it. */
  get double(): number {
    return Number(this.text);
  }

  /** Why it cannot be kept; undefined where it can. */
  get fault(): string | undefined {
    if (this.text.length > MAX_LENGTH) return `A number has more than ${MAX_LENGTH} characters.`;
    if (!Number.isFinite(this.double)) return 'A number is too large to be stored.';
    if (this.double === 0) return 'A number is too close to 0 to be stored.';
    return undefined;
  }
}

/** Digits without zeros around them, and the power of ten they are times. */
const decimalOf = (text: string): string => {
  const [, sign, whole, part = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  if (whole === undefined) return text;
  const digits = (whole + part).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${Number(power) - part.length + digits.length - significant.length}`;
};

/** Whether a number as JSON has it and the double next to it are the same. */
export const isExact = (text: string): boolean => {
  const double = String(Number(text));
  return double === text || (text.length <= MAX_LENGTH && decimalOf(double) === decimalOf(text));
};

/** The whole number that a number as JSON has it is, as `1e3` or `10.0`; undefined where it is none. */
export const wholeOf = (text: string): bigint | undefined => {
  const [, sign, digits, power] =
    /^(-?)(\d+)(?:e(-?\d+))?$/.exec(text.length > 64 ? '' : decimalOf(text)) ?? [];
  if (digits === undefined || Number(power ?? 0) < 0 || Number(power ?? 0) > 64) return undefined;
  const value = BigInt(digits) * 10n ** BigInt(power ?? 0);
  return sign === '-' ? -value : value;
};
