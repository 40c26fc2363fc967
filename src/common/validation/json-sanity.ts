import type { Violation } from '../tracker-error.js';

/** Objects and lists inside one another, at the most. */
const DEEPEST = 32;

const escape = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

const faultOfText = (text: string): Omit<Violation, 'pointer'> | undefined => {
  if (text.includes('\0')) {
    return {
      code: 'invalid_text',
      allowed: 'text without NUL characters',
      message: 'A text contains a NUL character, which cannot be stored.',
    };
  }
  if (!text.isWellFormed()) {
    return {
      code: 'invalid_text',
      allowed: 'well-formed Unicode text',
      message: 'A text contains half a surrogate pair, which is no Unicode text.',
    };
  }
  return undefined;
};

/** Whether a text can be stored: it has no NUL and is well-formed Unicode. */
export const isStorableText = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

/** No less than the length of a value's JSON; NaN where the value may not be stored. */
const lengthBound = (value: unknown, depth: number): number => {
  switch (typeof value) {
    case 'string':
      return isStorableText(value) ? 6 * value.length + 2 : NaN;
    case 'number':
      return Number.isFinite(value) ? 32 : NaN;
    case 'boolean':
    case 'undefined':
      return 5;
    case 'object':
      break;
    default:
      return NaN;
  }
  if (depth > DEEPEST) return NaN;
  if (value === null) return 4;
  if ('toJSON' in value) return NaN;
  let bound = 2;
  for (const key of Object.keys(value)) {
    if (!isStorableText(key)) return NaN;
    bound += 6 * key.length + 4 + lengthBound((value as Record<string, unknown>)[key], depth + 1);
  }
  return bound;
};

/**
 * Whether it is plain at first sight that an object may be stored and its JSON has at most
 * `maxLength` characters: fast, and false for some that may.
 * @param depth how many objects and lists it stands in.
 */
export const isPlainlyStorable = (value: object, maxLength: number, depth: number): boolean =>
  lengthBound(value, depth) <= maxLength;

const faultOf = (value: unknown, depth: number): Omit<Violation, 'pointer'> | undefined => {
  if (typeof value === 'string') return faultOfText(value);
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return {
      code: 'out_of_range',
      allowed: 'a number that a double can hold',
      message: 'A number is too large to be stored.',
    };
  }
  if (['bigint', 'function', 'symbol'].includes(typeof value)) {
    return {
      code: 'wrong_type',
      allowed: 'a JSON value',
      message: `A ${typeof value} cannot be stored.`,
    };
  }
  if (typeof value === 'object' && depth > DEEPEST) {
    return {
      code: 'too_deep',
      allowed: `at most ${DEEPEST} levels of objects and lists`,
      message: `The value is nested more than ${DEEPEST} levels deep.`,
    };
  }
  return undefined;
};

/**
 * The first thing in a parsed JSON value that no field may hold: a NUL or half a surrogate pair in
 * a text or a key, a number beyond a double, nesting too deep. Walks without recursion, so that
 * depth alone cannot hurt.
 */
export const findInsaneJson = (root: unknown): Violation | undefined => {
  const pending: { value: unknown; pointer: string; depth: number }[] = [
    { value: root, pointer: '', depth: 0 },
  ];
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    const { value, pointer, depth } = item;
    const fault = faultOf(value, depth);
    if (fault) return { pointer, ...fault };
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, child] of Object.entries(value)) {
      const keyFault = faultOfText(key);
      if (keyFault) return { pointer, ...keyFault };
      pending.push({ value: child, pointer: `${pointer}/${escape(key)}`, depth: depth + 1 });
    }
  }
  return undefined;
};
