import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { OTLP_PATHS } from '../../src/common/otlp-path.js';
import { type Bounds, boundsOf, parameterBoundsOf } from '../support/bounds-of.js';
import { openHttpApp } from '../support/http-app.js';
import { OpenApiDocument, type Operation, type Parameter, type Schema } from '../support/openapi-document.js';

const ID = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';
const JSON_BODIES = /^application\/(json|cloudevents\+json|cloudevents-batch\+json)$/;

/** What a schema cannot say: names of zones, rows of files, Base64 of JSON. Beside their examples only what is refused is tried. */
const ONLY_EXAMPLES: ReadonlySet<string> = new Set(['timezone', 'after', 'data_base64']);

/** Values that contradict the outcome of the example. */
const isContradiction = (name: string, value: unknown): boolean => name === 'success' && value === false;

/** They are some thousand requests. */
const PATIENCE_MS = 300_000;

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Headers;
}

let app: NestFastifyApplication;
let server: string;
let document: OpenApiDocument;
const operations: [name: string, method: string, path: string, operation: Operation][] = [];
/** What answers had that the description does not, by operation; to be read at the end. */
const undescribed = new Set<string>();
let answers = 0;

beforeAll(async () => {
  app = await openHttpApp({ ALLOW_ERASURE: 'true' });
  await app.listen(0, '127.0.0.1');
  server = await app.getUrl();
  const { paths, components } = (await (await fetch(`${server}/docs-json`)).json()) as {
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: Record<string, Schema> };
  };
  document = new OpenApiDocument(paths, components.schemas);
  for (const [path, item] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(item)) {
      operations.push([`${method.toUpperCase()} ${path}`, method, path, operation]);
    }
  }
});
afterAll(() => app.close());

/** Notes what of an answer its operation does not describe. */
const compare = (name: string, { responses }: Operation, { status, body, headers }: Answer): void => {
  answers += 1;
  const response = responses[String(status)];
  if (response === undefined) {
    undescribed.add(`${name}: ${status}`);
    return;
  }
  for (const header of Object.keys(response.headers ?? {})) {
    if (header !== 'Retry-After' && !headers.has(header)) {
      undescribed.add(`${name}: ${status} without ${header}`);
    }
  }
  if (response.content === undefined) {
    if (body !== '') undescribed.add(`${name}: ${status} with a body`);
    return;
  }
  const type = headers.get('content-type') ?? '';
  const media =
    response.content[type.replace(/; charset=utf-8$/, '')] ??
    response.content[type] ??
    response.content[type.split(';', 1)[0]!];
  if (media === undefined) {
    undescribed.add(`${name}: ${status} as ${type}`);
  } else if (media.schema !== undefined && /[/+]json(;|$)/.test(type)) {
    const fault = document.faultOf(media.schema, JSON.parse(body));
    if (fault !== undefined) undescribed.add(`${name}: ${status} ${fault}`);
  }
};

const send = async (
  name: string,
  method: string,
  url: string,
  operation: Operation,
  body?: { readonly type: string; readonly value: unknown },
): Promise<Answer> => {
  const response = await fetch(`${server}${url}`, {
    method: method.toUpperCase(),
    ...(body ? { headers: { 'content-type': body.type }, body: JSON.stringify(body.value) } : {}),
  });
  const { status, headers } = response;
  // A live stream has no end.
  const isLive = headers.get('content-type')?.startsWith('text/event-stream') === true;
  if (isLive) await response.body?.cancel();
  const answer = { status, headers, body: isLive ? '' : await response.text() };
  compare(name, operation, answer);
  return answer;
};

/** Whether something of a request was refused; an unknown pattern or another version of it is an answer. */
const isRefused = ({ status }: Answer): boolean => [400, 207, 422].includes(status);

/** Codes of what is right by itself. */
const OF_OTHERS: ReadonlySet<string> = new Set(['required', 'unknown_pattern']);

/** Whether it was refused for what is there, not for something else that has to stand beside it. */
const isRefusedFor = (name: string, answer: Answer): boolean => {
  if (!isRefused(answer)) return false;
  const { errors } = JSON.parse(answer.body) as { errors: { pointer: string; code: string }[] };
  return errors.some(
    ({ pointer, code }) => !OF_OTHERS.has(code) || (code === 'required' && pointer === `/${name}`),
  );
};

const exampleOf = ({ schema, name }: Parameter): string => {
  const known = schema.example ?? schema.default;
  if (typeof known === 'string' || typeof known === 'number') return String(known);
  if (schema.format === 'uuid' || name === 'pattern_id') return ID;
  return String(schema.enum?.[0] ?? parameterBoundsOf(schema).within[0]);
};

const addressOf = (
  path: string,
  { parameters = [] }: Operation,
  given: Readonly<Record<string, string>>,
): string => {
  const query = new URLSearchParams();
  let address = path;
  for (const parameter of parameters) {
    const { name, required, in: place } = parameter;
    const value = given[name] ?? (required ? exampleOf(parameter) : undefined);
    if (value === undefined) continue;
    if (place === 'path') address = address.replace(`{${name}}`, encodeURIComponent(value));
    if (place === 'query') query.append(name === 'context.<key>' ? 'context.team' : name, value);
  }
  return query.size > 0 ? `${address}?${query.toString()}` : address;
};

/** Without references, and what is in a schema of several. */
const whole = (schema: Schema): Schema => {
  const { items, properties, additionalProperties, ...rest } = document.resolve(schema);
  return {
    ...rest,
    ...(items ? { items: whole(items) } : {}),
    ...(typeof additionalProperties === 'object'
      ? { additionalProperties: whole(additionalProperties) }
      : additionalProperties === undefined
        ? {}
        : { additionalProperties }),
    ...(properties
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, property]) => [name, whole(property)]),
          ),
        }
      : {}),
  };
};

type Fields = Readonly<Record<string, unknown>>;

/** Fields that stand in the place of others. */
const IN_PLACE_OF: Readonly<Record<string, string>> = { pattern: 'pattern_id', patterns: 'pattern_ids' };

/** A body of fields with one of them replaced, and the schema of that one. */
interface FieldPlace {
  readonly name: string;
  readonly schema: Schema;
  readonly isRequired: boolean;
  readonly replace: (value: unknown) => unknown;
}

const placesIn = (
  { properties = {}, required = [] }: Schema,
  example: Fields,
  around: (fields: unknown) => unknown,
): FieldPlace[] =>
  Object.entries(properties).flatMap(([name, schema]) => {
    const place = {
      name,
      schema,
      isRequired: required.includes(name),
      replace: (value: unknown) => {
        const others = Object.entries(example).filter(([field]) => field !== IN_PLACE_OF[name]);
        return around({ ...Object.fromEntries(others), [name]: value });
      },
    };
    const inner = example[name];
    const isDeeper = schema.properties !== undefined && typeof inner === 'object' && inner !== null;
    return isDeeper ? [place, ...placesIn(schema, inner as Fields, place.replace)] : [place];
  });

/** What of the values at a place's bounds, and just beyond them, the server sees otherwise. */
const differences = async (
  label: string,
  name: string,
  { within, beyond }: Bounds,
  ask: (value: unknown) => Promise<Answer>,
): Promise<string[]> => {
  const said = (value: unknown): string =>
    `${name} ${(JSON.stringify(value) as string | undefined)?.slice(0, 80)}`;
  const refused = within.map(async (value) => {
    const answer = await ask(value);
    return isRefusedFor(name, answer) ? `${label} refuses ${said(value)}: ${answer.body}` : [];
  });
  const taken = beyond.map(async (value) =>
    isRefused(await ask(value)) ? [] : `${label} takes ${said(value)}`,
  );
  return (await Promise.all([...refused, ...taken])).flat();
};

const jsonBodiesOf = ({ requestBody }: Operation): [type: string, schema: Schema, example: unknown][] =>
  Object.entries(requestBody?.content ?? {})
    .filter(([type]) => JSON_BODIES.test(type))
    .map(([type, { schema, examples }]) => [type, whole(schema!), Object.values(examples!)[0]!.value]);

describe('the API’s description of inputs', () => {
  it(
    'has the bounds of every parameter',
    async () => {
      const wrong: string[] = [];
      for (const [label, method, path, operation] of operations) {
        const [body] = jsonBodiesOf(operation).map(([type, , value]) => ({ type, value }));
        for (const parameter of operation.parameters ?? []) {
          const { name, schema } = parameter;
          if (parameter.in === 'header') continue;
          const { within, beyond } = parameterBoundsOf(schema);
          const bounds = {
            within: ONLY_EXAMPLES.has(name) ? [exampleOf(parameter)] : within,
            // An empty segment of a path makes another address.
            beyond: beyond.filter((value) => parameter.in === 'query' || value !== ''),
          };
          const ask = (value: unknown): Promise<Answer> =>
            send(label, method, addressOf(path, operation, { [name]: String(value) }), operation, body);
          wrong.push(...(await differences(label, name, bounds, ask)));
        }
      }
      expect(wrong).toEqual([]);
      expect(answers).toBeGreaterThan(1000);
    },
    PATIENCE_MS,
  );

  it(
    'has the bounds of every field of every body, in each content type',
    async () => {
      const wrong: string[] = [];
      for (const [name, method, path, operation] of operations) {
        // What of OTLP is no usage is none of this server's business.
        const bodies = OTLP_PATHS.includes(path) ? [] : jsonBodiesOf(operation);
        for (const [type, schema, given] of bodies) {
          const label = `${name} as ${type}`;
          const isList = schema.type === 'array';
          const example = (isList ? (given as Fields[])[0]! : given) as Fields;
          const around = (fields: unknown): unknown => (isList ? [fields] : fields);
          const fields = isList ? schema.items! : schema;
          const post = (value: unknown): Promise<Answer> =>
            send(name, method, path.replace(/\{\w+\}/, ID), operation, { type, value });
          expect([label, isRefused(await post(around(example)))]).toEqual([label, false]);
          const isClosed = isRefused(await post(around({ ...example, no_such_field: 1 })));
          if (isClosed !== (fields.additionalProperties === false)) wrong.push(`${label}: unknown fields`);
          for (const place of placesIn(fields, example, around)) {
            const { within, beyond } = boundsOf(place.schema);
            const isWhole = ONLY_EXAMPLES.has(place.name) || place.schema.properties !== undefined;
            const bounds = {
              within: isWhole ? [] : within.filter((value) => !isContradiction(place.name, value)),
              beyond: place.isRequired ? [...beyond, undefined] : beyond,
            };
            wrong.push(
              ...(await differences(label, place.name, bounds, (value) => post(place.replace(value)))),
            );
          }
        }
      }
      expect(wrong).toEqual([]);
      expect(answers).toBeGreaterThan(1000);
    },
    PATIENCE_MS,
  );
});

describe('the API’s description of answers', () => {
  it('has the status, the content type, the headers and the fields of all that came', async () => {
    for (const [name, method, path, operation] of operations) {
      await send(name, method, addressOf(path, operation, {}), operation);
      if (path.endsWith('/export')) {
        await send(name, method, addressOf(path, operation, { format: 'json' }), operation);
      }
    }
    const body = { type: 'text/plain', value: 'a' };
    for (const [name, method, path, operation] of operations) {
      if (operation.requestBody) await send(name, method, path.replace(/\{\w+\}/, ID), operation, body);
    }
    expect([...undescribed]).toEqual([]);
    expect(answers).toBeGreaterThan(1000);
  });

  it('has a default for what any address may answer', () => {
    expect(operations.filter(([, , , { responses }]) => responses['default'] === undefined)).toEqual([]);
  });
});
