import { getMetadataStorage } from 'class-validator';
import { InvalidInputError } from '../tracker-error.js';
import { compileDto } from './compile-dto.js';
import { validateDto } from './validate-dto.js';

/** What a class of query parameters is read with. */
interface Reader {
  /** Whether texts are right, some ten times as fast as a closer look; where all its rules have a schema. */
  readonly takes: ((given: unknown) => boolean) | undefined;
  /** What is made of the texts, by the parameter's name. */
  readonly reads: ReadonlyMap<string, (text: unknown) => unknown>;
  readonly hasContext: boolean;
  /** Where patterns stand by their ids. */
  readonly ids: 'pattern_id' | 'pattern_ids';
}

interface RuleContext {
  readonly schema?: object;
  readonly read?: (text: unknown) => unknown;
}

const newReader = (dto: new () => object): Reader => {
  const rules = getMetadataStorage()
    .getTargetValidationMetadatas(dto, '', false, false)
    .filter(({ type }) => type !== 'conditionalValidation')
    .map(({ propertyName, context }) => ({ name: propertyName, ...(context as RuleContext) }));
  return {
    takes: rules.every(({ schema }) => schema !== undefined) ? compileDto(dto) : undefined,
    reads: new Map(rules.flatMap(({ name, read }) => (read ? [[name, read] as const] : []))),
    hasContext: rules.some(({ name }) => name === 'context'),
    ids: rules.some(({ name }) => name === 'pattern_ids') ? 'pattern_ids' : 'pattern_id',
  };
};

const readers = new WeakMap<new () => object, Reader>();

const readerOf = (dto: new () => object): Reader => {
  const known = readers.get(dto);
  if (known) return known;
  const reader = newReader(dto);
  readers.set(dto, reader);
  return reader;
};

const PREFIX = 'context.';

/** Parameters with those named `context.<key>` gathered under `context`. */
const withContext = (given: object): object => {
  const context: [string, unknown][] = [];
  const others: [string, unknown][] = [];
  for (const [name, value] of Object.entries(given)) {
    if (name.startsWith(PREFIX)) context.push([name.slice(PREFIX.length), value]);
    // Under that name nothing can be said; the refusal is to say how.
    else others.push(name === 'context' ? ['context.<key>', undefined] : [name, value]);
  }
  if (context.length > 0) others.push(['context', Object.fromEntries(context)]);
  return Object.fromEntries(others);
};

const twoPatterns = (said: string, id: string): InvalidInputError => {
  const allowed = `${id}, the id of the pattern that pattern names, or left out`;
  const message = `pattern_id is ${said}; it must be ${allowed}.`;
  return new InvalidInputError([{ pointer: '/pattern_id', code: 'not_allowed', allowed, message }]);
};

/** Patterns that were named stand under their ids, beside those that were given by theirs. */
const withIds = (parameters: Record<string, unknown>, ids: Reader['ids']): void => {
  const { pattern, [ids]: given } = parameters;
  delete parameters['pattern'];
  if (Array.isArray(pattern)) {
    parameters[ids] = [...((given as string[] | undefined) ?? []), ...(pattern as string[])];
    return;
  }
  const id = pattern as string;
  if (given !== undefined && (given as string).toLowerCase() !== id) throw twoPatterns(given as string, id);
  parameters[ids] = id;
};

/**
 * Query parameters, which are texts, as that class: its numbers, booleans and lists are read, and what
 * `pattern` names stands under its id.
 * @throws InvalidInputError naming every parameter that is wrong.
 */
export const readParameters = <T extends object>(dto: new () => T, given: object): T => {
  const { takes, reads, hasContext, ids } = readerOf(dto);
  const plain = hasContext ? withContext(given) : given;
  const parameters = (takes?.(plain) ? Object.assign(new dto(), plain) : validateDto(dto, plain)) as T &
    Record<string, unknown>;
  for (const [name, read] of reads) {
    if (parameters[name] !== undefined)
      (parameters as Record<string, unknown>)[name] = read(parameters[name]);
  }
  if (parameters['pattern'] !== undefined) withIds(parameters, ids);
  return parameters;
};
