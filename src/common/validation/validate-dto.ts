import { validateSync, type ValidationError } from 'class-validator';
import { InvalidInputError, type Violation } from '../tracker-error.js';
import { findInsaneJson } from './json-sanity.js';

const LONGEST_ECHO = 80;

/** A refused value as it may be shown: its JSON, cut short. */
const echo = (value: unknown): string => {
  const json = JSON.stringify(value);
  return json.length > LONGEST_ECHO ? `${json.slice(0, LONGEST_ECHO)}…` : json;
};

const pointerTo = (name: string): string => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** A name that nothing documents. */
export const unknownField = (name: string): Violation => ({
  pointer: pointerTo(name),
  code: 'unknown_field',
  allowed: 'no other names than those documented',
  message: `There is no field named ${echo(name)}.`,
});

/** Names that every object answers to, so that as fields they would pass for its own parts. */
const isBuiltIn = (name: string): boolean => name in Object.prototype;

const toViolation = (error: ValidationError): Violation => {
  const pointer = pointerTo(error.property);
  const [code = 'invalid', allowed = 'another value'] = Object.entries(error.constraints ?? {})[0] ?? [];
  const name = error.property;
  if (code === 'whitelistValidation') return unknownField(name);
  if (error.value === undefined || error.value === null) {
    return { pointer, code: 'required', allowed, message: `${name} is missing; it must be ${allowed}.` };
  }
  return { pointer, code, allowed, message: `${name} is ${echo(error.value)}; it must be ${allowed}.` };
};

/**
 * Checks a plain object against a DTO class.
 * @returns the violations, none where it may be taken as that DTO.
 */
export const violationsOf = (dto: new () => object, plain: unknown): Violation[] => {
  // First, for what is too deep cannot even be echoed.
  const insane = findInsaneJson(plain);
  if (insane) return [insane];
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) {
    const allowed = 'a JSON object';
    const message =
      plain === undefined
        ? `There is no value; it must be ${allowed}.`
        : `The value is ${echo(plain)}; it must be ${allowed}.`;
    return [{ pointer: '', code: 'wrong_type', allowed, message }];
  }
  const fields = Object.entries(plain);
  const candidate = Object.assign(new dto(), Object.fromEntries(fields.filter(([name]) => !isBuiltIn(name))));
  const errors = validateSync(candidate, {
    whitelist: true,
    forbidNonWhitelisted: true,
    stopAtFirstError: true,
  });
  return [
    ...fields.filter(([name]) => isBuiltIn(name)).map(([name]) => unknownField(name)),
    ...errors.map(toViolation),
  ];
};

/**
 * The plain object as that DTO.
 * @throws InvalidInputError naming every field that is wrong.
 */
export const validateDto = <T extends object>(dto: new () => T, plain: unknown): T => {
  const violations = violationsOf(dto, plain);
  if (violations.length > 0) throw new InvalidInputError(violations);
  return Object.assign(new dto(), plain);
};
