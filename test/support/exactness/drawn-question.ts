import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Asked } from './asked.js';
import { type DrawnTime, rangeTime, timeOf, ZONES } from './drawn-time.js';
import { PATTERNS, UNUSED_ID } from './drawn-usage.js';
import type { Question } from './question.js';

const PREFIX = '/api/pattern-analytics';

interface Schema {
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly type?: string;
  readonly format?: string;
  readonly example?: unknown;
}
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
}
interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { content: { 'application/json': { schema: { $ref: string } } } };
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<
      Record<string, { readonly properties?: Record<string, Schema>; readonly required?: string[] }>
    >;
  };
}

const document = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../docs/openapi.json'), 'utf8'),
) as Document;

/** The questions that the documented API has, as `get /path`. */
export const DOCUMENTED: readonly string[] = Object.entries(document.paths).flatMap(([path, operations]) =>
  Object.keys(operations)
    .filter(() => path.startsWith(`${PREFIX}/`))
    .map((method) => `${method} ${path.slice(PREFIX.length)}`),
);

/** What an endpoint takes, in its address or, where that is a POST, in its body. */
const parametersOf = ({ path, method }: Question): readonly Parameter[] => {
  const operation = document.paths[PREFIX + path]?.[method ?? 'get'];
  if (!operation) throw new Error(`There is no ${method ?? 'get'} ${path} in docs/openapi.json.`);
  const name = operation.requestBody?.content['application/json'].schema.$ref.split('/').at(-1);
  const { properties = {}, required = [] } = name ? document.components.schemas[name]! : {};
  const inBody = Object.entries(properties).map(([field, schema]) => ({
    name: field,
    in: 'body',
    required: required.includes(field),
    schema,
  }));
  return [...(operation.parameters ?? []), ...inBody];
};

const ids = [...PATTERNS.map(({ id }) => id), UNUSED_ID];
const list = (values: readonly string[], minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.shuffledSubarray([...values], { minLength, maxLength }).map((chosen) => chosen.join(','));
const OUTCOMES = ['success', 'failure', 'partial_success', 'error'];
const hours = fc.oneof(
  fc.integer({ min: 1, max: 72 }),
  fc.constantFrom(168, 720, 2160),
  fc.integer({ min: 1, max: 87_600 }),
);
const dimension = fc.constantFrom('version', 'context.team', 'context.run', 'context.pattern_type');

/** What is drawn for the parameters whose schema does not say it. */
const DRAWN: Readonly<Record<string, fc.Arbitrary<string>>> = {
  timezone: fc.constantFrom(...ZONES),
  'list pattern_id': list(ids, 1, 4),
  'uuid pattern_id': fc.constantFrom(...ids).map((id) => (id < '3' ? id.toUpperCase() : id)),
  'list outcome': list(OUTCOMES, 1, 3),
  id: fc.constantFrom(...ids),
  pattern_ids: list(ids, 2, 5),
  pattern_type: fc.constantFrom('architectural', 'quality', 'performance', 'security', 'other', 'skill'),
  version: fc.constantFrom('1.0', '=2', 'a, "b"', '3'),
  metrics: list(['quality', 'usage', 'success_rate'], 1, 3),
  group_by: fc.oneof(fc.constantFrom('hour', 'day', 'week'), dimension),
  time_range_hours: hours.map(String),
  time_window_hours: hours.map((count) => String(Math.min(count, 720))),
  min_quality: fc.nat({ max: 100 }).map((percent) => String(percent / 100)),
  min_strength: fc.nat({ max: 4 }).map((part) => String(part / 4)),
  min_support: fc.nat({ max: 4 }).map((part) => String(part / 4)),
  // Between the values that whole counts give, which logarithms hit only nearly.
  min_npmi: fc.nat({ max: 3 }).map((part) => String(part / 4 + 0.0123)),
  min_lift: fc.nat({ max: 6 }).map((part) => String(part / 2)),
  // By NPMI equal pairs may differ in the last digit.
  order_by: fc.constantFrom('strength', 'support', 'lift'),
  state: list(['draft', 'active', 'deprecated', 'retired'], 1, 3),
  unused_for: fc.constantFrom('1h', '12h', '1d', '30d', '9999d'),
  q: fc.constantFrom('a', 'SAGA', 'retry, ', '=', 'pattern_'),
  fingerprint_id: fc.constantFrom('0', '1', '2', '3', '4'),
  after: fc.nat({ max: 1000 }).map(String),
};

/** Filters on a context, by name and text. */
const contexts = fc.constantFrom<Record<string, string>>(
  { 'context.team': 'a,b' },
  { 'context.team': 'search', 'context.run': '3' },
  { 'context.team': '7' },
  { 'context.team': '["x"]' },
  { 'context.run': 'true' },
  { 'context.pattern_type': 'security' },
);

/** One parameter in four, so that many questions have few. */
const maybe = <T>(drawn: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: drawn });

const HANDLED_APART = new Set([
  ...['time_range', 'from', 'to', 'cursor', 'context.<key>', 'context'],
  // Said in place of ids, or not at all.
  ...['pattern', 'patterns'],
  // test/http/unknown-outcomes.spec.ts asks with it.
  'include',
]);

const valueOf = ({ name, schema, in: place }: Parameter): fc.Arbitrary<string> => {
  if (name === 'pattern_id')
    return DRAWN[schema.type === 'string' && 'format' in schema ? 'uuid pattern_id' : 'list pattern_id']!;
  if (name === 'group_by' && schema.example !== 'day') return dimension;
  if (name === 'outcome' && !schema.enum) return DRAWN['list outcome']!;
  const drawn = DRAWN[name];
  if (drawn && !(name === 'group_by' && schema.enum)) return drawn;
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.type === 'boolean') return fc.constantFrom('true', 'false');
  if (schema.type === 'integer') {
    const { minimum = 0, maximum = 1000 } = schema;
    return fc.oneof(
      fc.integer({ min: minimum, max: Math.min(maximum, minimum + 5) }).map(String),
      fc.constant(String(maximum)),
    );
  }
  throw new Error(`Nothing says what to draw for the ${place} parameter ${name}.`);
};

interface DrawnSpan {
  readonly name: string | null;
  readonly ends: readonly [DrawnTime, DrawnTime] | null;
  /** Which of two ends are said. */
  readonly says: 'both' | 'from' | 'to';
}

/** A question with its parameters; times depend on when it is asked. */
export interface DrawnQuestion {
  readonly path: string;
  readonly values: Readonly<Record<string, string | null>>;
  readonly context: Readonly<Record<string, string>> | null;
  readonly span: DrawnSpan;
  readonly repeatsLists: boolean;
  /** Whether patterns are asked for as `pattern`: an id names itself. */
  readonly asksByName: boolean;
}

const span = (known: (name: string) => boolean): fc.Arbitrary<DrawnSpan> => {
  const name = known('time_range') ? fc.option(fc.constantFrom('1d', '7d', '30d', '90d')) : fc.constant(null);
  const ends = known('from') ? fc.option(fc.tuple(rangeTime, rangeTime)) : fc.constant(null);
  const says = known('time_range')
    ? fc.constantFrom('both' as const, 'both' as const, 'from' as const)
    : fc.constantFrom('both' as const, 'from' as const, 'to' as const);
  return fc.record({ name, ends, says });
};

/** A question with parameters drawn from those that the document has for it. */
export const drawnQuestion = (question: Question): fc.Arbitrary<DrawnQuestion> => {
  const parameters = parametersOf(question).filter(({ in: place }) => place !== 'header');
  const known = (name: string): boolean => parameters.some((one) => one.name === name);
  // Either ids or names have to be said.
  const isNeeded = ({ name, required }: Parameter): boolean =>
    required === true ||
    name === 'pattern_ids' ||
    (name === 'pattern_id' && question.path === '/time-series');
  const values = Object.fromEntries(
    parameters
      .filter(({ name }) => !HANDLED_APART.has(name))
      .map((one) => [one.name, isNeeded(one) ? valueOf(one) : maybe(valueOf(one))]),
  );
  return fc.record({
    path: fc.constant(question.path),
    values: fc.record(values),
    context: known('context.<key>') || known('context') ? maybe(contexts) : fc.constant(null),
    span: span(known),
    repeatsLists: fc.boolean(),
    asksByName: known('pattern') ? fc.boolean() : fc.constant(false),
  });
};

const TWO_YEARS = 730 * 86_400_000;

const endsOf = ({ name, ends, says }: DrawnSpan, now: number): Record<string, string> => {
  if (!ends) return name === null ? {} : { time_range: name };
  const [one, other] = ends.map((time) => timeOf(time, now)) as [number, number];
  let [from, to] = [Math.min(one, other), Math.max(one, other)];
  if (from === to) to += 1;
  // What is open must have begun.
  if (says === 'from') from = Math.min(from, now);
  return {
    ...(says === 'to' ? {} : { from: new Date(Math.max(from, now - TWO_YEARS)).toISOString() }),
    ...(says === 'from' ? {} : { to: new Date(to).toISOString() }),
  };
};

/** What a drawn question asks now. */
export const askedOf = ({ values, context, span: drawn }: DrawnQuestion, now: number): Asked => ({
  ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? undefined])),
  ...context,
  ...endsOf(drawn, now),
});

const LISTS = new Set(['pattern_id', 'outcome']);

/** The address of a question, its parameters in it. */
export const addressOf = (
  path: string,
  asked: Asked,
  { repeatsLists, asksByName }: Pick<DrawnQuestion, 'repeatsLists' | 'asksByName'>,
): string => {
  const search = new URLSearchParams();
  let filled = path;
  for (const [name, value] of Object.entries(asked)) {
    if (value === undefined) continue;
    if (path.includes(`{${name}}`)) {
      filled = filled.replace(`{${name}}`, value);
      continue;
    }
    const parameter = asksByName && name === 'pattern_id' ? 'pattern' : name;
    const parts = repeatsLists && LISTS.has(name) ? value.split(',') : [value];
    for (const part of parts) search.append(parameter, part);
  }
  const text = search.toString();
  return PREFIX + filled + (text === '' ? '' : `?${text}`);
};
