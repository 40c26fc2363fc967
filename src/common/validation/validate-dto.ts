import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import { ExactNumber } from '../json/exact-number.js';
import { InvalidInputError, type Violation } from '../tracker-error.js';
import { jsonPointer } from './json-pointer.js';
import { findInsaneJson } from './json-sanity.js';
import { shortJson } from './short-json.js';

const MAX_ECHO = 80;
/** Unknown fields that are named; the others are counted. */
const MAX_NAMED = 10;

/** A refused value as it may be shown: its JSON, cut short. */
const echo = (value: unknown): string => shortJson(value, MAX_ECHO);

const unknownField = (name: string): Violation => ({
  pointer: jsonPointer([name]),
  code: 'unknown_field',
  allowed: 'no other names than those documented',
  message: `There is no field named ${echo(name)}.`,
});

/** Names that nothing documents: the first ten, and how many there are beside them. */
const unknownFields = (names: readonly string[]): Violation[] => {
  const named = names.slice(0, MAX_NAMED).map(unknownField);
  const more = names.length - named.length;
  if (more === 0) return named;
  const { code, allowed } = named[0]!;
  return [
    ...named,
    { pointer: '', code, allowed, message: `There are ${more} more fields that are not known.` },
  ];
};

const knownNames = new WeakMap<new () => object, ReadonlySet<string>>();

/** The fields of a DTO that have rules. */
const namesOf = (dto: new () => object): ReadonlySet<string> => {
  const known = knownNames.get(dto);
  if (known) return known;
  const metadata = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
  const names = new Set(metadata.map(({ propertyName }) => propertyName));
  knownNames.set(dto, names);
  return names;
};

/** Fields that are numbers are doubles; what else they were is only said. */
export const withDoubles = (plain: object): object =>
  Object.values(plain).some((value) => value instanceof ExactNumber)
    ? Object.fromEntries(
        Object.entries(plain).map(([name, value]) => [
          name,
          value instanceof ExactNumber ? value.double : (value as unknown),
        ]),
      )
    : plain;

const toViolation = (error: ValidationError, plain: object): Violation => {
  const pointer = jsonPointer([error.property]);
  const [code = 'invalid', allowed = 'another value'] = Object.entries(error.constraints ?? {})[0] ?? [];
  const name = error.property;
  if (error.value === undefined || error.value === null) {
    return { pointer, code: 'required', allowed, message: `${name} is missing; it must be ${allowed}.` };
  }
  if ((error.contexts?.[code] as { isPrivate?: boolean } | undefined)?.isPrivate)
    return { pointer, code, allowed, message: `${name} is something else; it must be ${allowed}.` };
  const said: unknown = (plain as Record<string, unknown>)[name];
  return { pointer, code, allowed, message: `${name} is ${echo(said)}; it must be ${allowed}.` };
};

/**
 * Checks a plain object against a DTO class.
 * @returns the violations, none where it may be taken as that DTO.
 */
export const violationsOf = (dto: new () => object, plain: unknown): Violation[] => {
  // First, for what is too deep cannot even be echoed.
  const insane = findInsaneJson(plain);
  if (insane) return [insane];
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain) || plain instanceof ExactNumber) {
    const allowed = 'a JSON object';
    const message =
      plain === undefined
        ? `There is no value; it must be ${allowed}.`
        : `The value is ${echo(plain)}; it must be ${allowed}.`;
    return [{ pointer: '', code: 'wrong_type', allowed, message }];
  }
  const known = namesOf(dto);
  const candidate = new dto() as Record<string, unknown>;
  const unknown: string[] = [];
  for (const [name, value] of Object.entries(withDoubles(plain))) {
    if (known.has(name)) candidate[name] = value;
    else unknown.push(name);
  }
  // It refuses an object of a class without rules.
  const errors = known.size === 0 ? [] : validateSync(candidate, { stopAtFirstError: true });
  return [...unknownFields(unknown), ...errors.map((error) => toViolation(error, plain))];
};

/**
 * The plain object as that DTO.
 * @throws InvalidInputError naming every field that is wrong.
 */
export const validateDto = <T extends object>(dto: new () => T, plain: unknown): T => {
  const violations = violationsOf(dto, plain);
  if (violations.length > 0) throw new InvalidInputError(violations);
  return Object.assign(new dto(), withDoubles(plain as object));
};
