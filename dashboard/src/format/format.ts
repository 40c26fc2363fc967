import { LOCALE as locale } from './locale.js';

// Numbers and times in the reader's own locale.

const numbers = new Intl.NumberFormat(locale);
const compactNumbers = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
const finePercents = new Intl.NumberFormat(locale, { style: 'percent', maximumSignificantDigits: 3 });
const wholePercents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
const signedPercents = new Intl.NumberFormat(locale, {
  style: 'percent',
  maximumFractionDigits: 1,
  signDisplay: 'exceptZero',
});
const points = new Intl.NumberFormat(locale, { maximumFractionDigits: 1, signDisplay: 'exceptZero' });
const plainPoints = new Intl.NumberFormat(locale, { maximumFractionDigits: 1, signDisplay: 'negative' });
const differences = new Intl.NumberFormat(locale, {
  minimumFractionDigits: 3,
  maximumFractionDigits: 3,
  signDisplay: 'negative',
});
const signedDifferences = new Intl.NumberFormat(locale, {
  minimumFractionDigits: 3,
  maximumFractionDigits: 3,
  signDisplay: 'exceptZero',
});
const threeDigits = new Intl.NumberFormat(locale, {
  minimumSignificantDigits: 3,
  maximumSignificantDigits: 3,
});
const scores = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const fineScores = new Intl.NumberFormat(locale, { minimumFractionDigits: 3, maximumFractionDigits: 3 });
const signedScores = new Intl.NumberFormat(locale, {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
  signDisplay: 'exceptZero',
});

const USD = { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' } as const;
const dollarsAndCents = new Intl.NumberFormat(locale, USD);
const smallAmounts = new Intl.NumberFormat(locale, { ...USD, maximumSignificantDigits: 3 });
const SMALL_USD = 0.1;

/** What is shown where there is no value. */
export const NOTHING = '–';

const orNothing =
  (write: (value: number) => string) =>
  (value: number | null | undefined): string =>
    value === null || value === undefined ? NOTHING : write(value);

/** A share; one that would be rounded to all or to nothing is over or under the last that is neither. */
const share = (value: number, format: Intl.NumberFormat, step: number): string => {
  if (value < 1 && value >= 1 - step / 2) return `over ${format.format(1 - step)}`;
  return value > 0 && value < step / 2 ? `under ${format.format(step)}` : format.format(value);
};

export const count = orNothing((value) => numbers.format(value));
/** 12,400 as 12.4K, where there is little room. */
export const shortCount = orNothing((value) => compactNumbers.format(value));
/** A share from 0 to 1. */
export const percent = orNothing((value) => share(value, percents, 0.001));
export const wholePercent = orNothing((value) => share(value, wholePercents, 0.01));
/** A share that may be small. */
export const finePercent = orNothing((value) => finePercents.format(value));
/** A relative change: 0.05 as +5 %. */
export const signedPercent = orNothing((value) => signedPercents.format(value));
/** A difference between two shares: 0.05 as +5 pt. */
export const signedPoints = orNothing((value) => `${points.format(value * 100)} pt`);
/** A share's size in points, without a sign or unit. */
export const pointCount = orNothing((value) => plainPoints.format(value * 100));
/** A probability; none is called certain. */
export const probability = orNothing((value) =>
  share(Math.min(Math.max(value, Number.MIN_VALUE), 1 - Number.EPSILON), percents, 0.001),
);
/** A quality or score from 0 to 1. */
export const score = orNothing((value) => scores.format(value));
/** The same where what is added up is to be seen. */
export const fineScore = orNothing((value) => fineScores.format(value));
/** A difference of two of them, which may be small. */
export const difference = orNothing((value) => differences.format(value));
export const signedDifference = orNothing((value) => signedDifferences.format(value));
export const signedScore = orNothing((value) => signedScores.format(value));

/** A measure of any size. */
export const measure = orNothing((value) => threeDigits.format(value));

const STEPS = [
  { unit: 'millisecond', ms: 1 },
  { unit: 'second', ms: 1000 },
  { unit: 'minute', ms: 60_000 },
  { unit: 'hour', ms: 3_600_000 },
] as const;
const writers = new Map(
  STEPS.map(({ unit }) => [
    unit,
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumSignificantDigits: 3 }),
  ]),
);

/** US dollars, 0 or more: to the cent, small ones to three digits. */
export const dollars = orNothing((value) =>
  (value > 0 && value < SMALL_USD ? smallAmounts : dollarsAndCents).format(value),
);

/** A time in milliseconds, in the unit that suits it. */
export const duration = orNothing((value) => {
  const step = STEPS.findLast(({ ms }) => Math.abs(value) >= ms) ?? STEPS[0];
  return writers.get(step.unit)?.format(value / step.ms) ?? NOTHING;
});

/** A term of the API, as partial_success, in words. */
export const words = (term: string): string => {
  const text = term.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
};

/** A pattern's name, as the API shows one without. */
export const shownName = ({ id, name }: { readonly id: string; readonly name: string | null }): string =>
  name ?? `pattern_${id.slice(0, 8)}`;
