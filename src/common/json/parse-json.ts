import { ExactNumber, isExact, NUMBER_MARK } from './exact-number.js';

/** Numbers of many digits or with an exponent; what is like them in a text is looked at in vain. */
const LONG_NUMBERS = /[[:,\s](?=-?(?:[\d.]{16}|[\d.]{1,15}[eE]))(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;
const NUMBERS = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LONE_NUMBER = /^-?\d/;

const QUOTE = '"';
const BACKSLASH = 92;

const isEscaped = (text: string, at: number): boolean => {
  let before = at;
  while (text.charCodeAt(before - 1) === BACKSLASH) before -= 1;
  return (at - before) % 2 === 1;
};

const endOfText = (json: string, start: number): number => {
  let at = json.indexOf(QUOTE, start + 1);
  while (isEscaped(json, at)) at = json.indexOf(QUOTE, at + 1);
  return at + 1;
};

const hasInexact = (json: string): boolean => {
  if (LONE_NUMBER.test(json)) return true;
  for (const [, number] of json.matchAll(LONG_NUMBERS)) if (!isExact(number!)) return true;
  return false;
};

/** Valid JSON in which texts stand for the numbers that a double would not keep. */
const markNumbers = (json: string): string => {
  const parts: string[] = [];
  const mark = (number: string): string => (isExact(number) ? number : JSON.stringify(NUMBER_MARK + number));
  for (let from = 0; from < json.length;) {
    const quote = json.indexOf(QUOTE, from);
    const end = quote === -1 ? json.length : quote;
    parts.push(json.slice(from, end).replaceAll(NUMBERS, mark));
    from = quote === -1 ? end : endOfText(json, quote);
    parts.push(json.slice(end, from));
  }
  return parts.join('');
};

/** Puts numbers in the place of such texts; in a loop, so that depth alone cannot hurt. */
const unmark = (root: unknown): unknown => {
  const whole = [root];
  const pending: object[] = [whole];
  for (let holder = pending.pop(); holder !== undefined; holder = pending.pop()) {
    for (const [key, value] of Object.entries(holder)) {
      if (typeof value === 'object' && value !== null) pending.push(value as object);
      if (typeof value !== 'string' || !value.startsWith(NUMBER_MARK)) continue;
      const number = new ExactNumber(value.slice(NUMBER_MARK.length));
      // Defined, for a key such as __proto__ must not be set.
      Object.defineProperty(holder, key, {
        value: number,
        configurable: true,
        enumerable: true,
        writable: true,
      });
    }
  }
  return whole[0];
};

/**
 * As JSON.parse, but a number whose digits a double would not keep is an ExactNumber.
 * @throws SyntaxError
 */
export const parseJson = (json: string): unknown => {
  const value: unknown = JSON.parse(json);
  return hasInexact(json) ? unmark(JSON.parse(markNumbers(json))) : value;
};
