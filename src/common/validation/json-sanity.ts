import { ExactNumber } from '../json/exact-number.js';
import type { Violation } from '../tracker-error.js';
import { jsonPointer } from './json-pointer.js';

/** Objects and lists inside one another, at the most. */
const DEEPEST = 32;

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
      allowed: 'Unicode text, in UTF-8',
      message:
        'A text contains bytes that are not UTF-8, or an escape of half a surrogate pair; neither is Unicode text.',
    };
  }
  return undefined;
};

/** Whether a text can be stored: it has no NUL and is well-formed Unicode. */
export const isStorableText = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

/**
 * No less than the length of a value's JSON, as far as it does not exceed `room`; NaN where the value
 * may not be stored.
 */
const lengthBound = (value: unknown, depth: number, room: number): number => {
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
    if (bound > room) return bound;
    if (!isStorableText(key)) return NaN;
    const item = (value as Record<string, unknown>)[key];
    bound += 6 * key.length + 4;
    bound += lengthBound(item, depth + 1, room - bound);
  }
  return bound;
};

/**
 * Whether it is plain at first sight that an object may be stored and its JSON has at most
 * `maxLength` characters: fast, and false for some that may.
 * @param depth how many objects and lists it stands in.
 */
export const isPlainlyStorable = (value: object, maxLength: number, depth: number): boolean =>
  lengthBound(value, depth, maxLength) <= maxLength;

const faultOf = (value: unknown, depth: number): Omit<Violation, 'pointer'> | undefined => {
  if (typeof value === 'string') return faultOfText(value);
  if (value instanceof ExactNumber) {
    const { fault } = value;
    return fault === undefined
      ? undefined
      : { code: 'out_of_range', allowed: 'a number that a double can hold', message: fault };
  }
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

/** An object or list on the way, and how far its names are done. */
interface Step {
  readonly value: Readonly<Record<string, unknown>>;
  readonly names: readonly string[];
  at: number;
}

const stepInto = (value: object): Step => ({
  value: value as Readonly<Record<string, unknown>>,
  names: Object.keys(value),
  at: 0,
});

/**
 * The first thing in a parsed JSON value that no field may hold: a NUL or half a surrogate pair in
 * a text or a key, a number beyond a double, nesting too deep. Walks without recursion, so that
 * depth alone cannot hurt, and in memory of its depth and longest list.
 */
export const findInsaneJson = (root: unknown): Violation | undefined => {
  const fault = faultOf(root, 0);
  if (fault) return { pointer: '', ...fault };
  if (typeof root !== 'object' || root === null || root instanceof ExactNumber) return undefined;
  const path = [stepInto(root)];
  const pointer = (steps: readonly Step[]): string =>
    jsonPointer(steps.map(({ names, at }) => names[at - 1]!));
  for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
    const name = step.names[step.at];
    if (name === undefined) {
      path.pop();
      continue;
    }
    step.at += 1;
    const keyFault = faultOfText(name);
    if (keyFault) return { pointer: pointer(path.slice(0, -1)), ...keyFault };
    const value = step.value[name];
    const valueFault = faultOf(value, path.length);
    if (valueFault) return { pointer: pointer(path), ...valueFault };
    const isHolder = typeof value === 'object' && value !== null && !(value instanceof ExactNumber);
    if (isHolder) path.push(stepInto(value));
  }
  return undefined;
};
