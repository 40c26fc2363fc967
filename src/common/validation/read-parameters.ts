import { getMetadataStorage } from 'class-validator';
import { compileDto } from './compile-dto.js';
import { validateDto } from './validate-dto.js';

/** What a class of query parameters is read with. */
interface Reader {
  /** Whether texts are right, some ten times as fast as a closer look; where all its rules have a schema. */
  readonly takes: ((given: unknown) => boolean) | undefined;
  /** What is made of the texts, by the parameter's name. */
  readonly reads: ReadonlyMap<string, (text: unknown) => unknown>;
  readonly hasContext: boolean;
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

/**
 * Query parameters, which are texts, as that class: its numbers, booleans and lists are read.
 * @throws InvalidInputError naming every parameter that is wrong.
 */
export const readParameters = <T extends object>(dto: new () => T, given: object): T => {
  const { takes, reads, hasContext } = readerOf(dto);
  const plain = hasContext ? withContext(given) : given;
  const parameters = (takes?.(plain) ? Object.assign(new dto(), plain) : validateDto(dto, plain)) as T &
    Record<string, unknown>;
  for (const [name, read] of reads) {
    if (parameters[name] !== undefined)
      (parameters as Record<string, unknown>)[name] = read(parameters[name]);
  }
  return parameters;
};
