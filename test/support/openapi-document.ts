import { Ajv, type ValidateFunction } from 'ajv';
import { parseRfc3339 } from '../../src/common/rfc3339.js';
import { isUuid } from '../../src/common/uuid.js';

/** A schema of OpenAPI 3.0, as far as the API's description has it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object';
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly nullable?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly uniqueItems?: boolean;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly default?: unknown;
  readonly example?: unknown;
}

export interface Parameter {
  readonly in: 'query' | 'path' | 'header';
  readonly name: string;
  readonly required?: boolean;
  readonly schema: Schema;
}

export interface Media {
  readonly schema?: Schema;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

export interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<
    Record<
      string,
      { readonly headers?: object; readonly content?: Readonly<Record<string, Media>> } | undefined
    >
  >;
}

/** What its schemas are known by. */
const DOCUMENT = 'openapi.json';

const asObject = (value: unknown): Readonly<Record<string, unknown>> =>
  value as Readonly<Record<string, unknown>>;

/** As JSON Schema, null where it is allowed, and no field that is not described. */
const toJsonSchema = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(toJsonSchema);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { nullable, properties, ...rest } = asObject(schema);
  const plain: Record<string, unknown> = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [
      name,
      name === '$ref' ? `${DOCUMENT}${String(value)}` : name === 'enum' ? value : toJsonSchema(value),
    ]),
  );
  if (properties !== undefined) {
    plain['properties'] = Object.fromEntries(
      Object.entries(asObject(properties)).map(([name, value]) => [name, toJsonSchema(value)]),
    );
    plain['additionalProperties'] ??= false;
  }
  return nullable === true ? { anyOf: [plain, { type: 'null' }] } : plain;
};

/** The API's description of itself, and what it says of answers as something that checks them. */
export class OpenApiDocument {
  private readonly ajv = new Ajv({ strict: false, allErrors: false });
  private readonly compiled = new Map<object, ValidateFunction>();

  constructor(
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>,
    private readonly schemas: Readonly<Record<string, Schema>>,
  ) {
    this.ajv.addFormat('uuid', isUuid);
    this.ajv.addFormat('date-time', (text: string) => parseRfc3339(text) !== undefined);
    this.ajv.addFormat('binary', true);
    this.ajv.addSchema({ $id: DOCUMENT, components: { schemas: toSchemas(schemas) } });
  }

  resolve(schema: Schema): Schema {
    return schema.$ref === undefined ? schema : this.schemas[schema.$ref.split('/').at(-1)!]!;
  }

  /** What is wrong with a value, by the description; undefined where nothing is. */
  faultOf(schema: Schema, value: unknown): string | undefined {
    const validate = this.compiled.get(schema) ?? this.ajv.compile(toJsonSchema(schema) as object);
    this.compiled.set(schema, validate);
    return validate(value) ? undefined : this.ajv.errorsText(validate.errors);
  }
}

const toSchemas = (schemas: Readonly<Record<string, Schema>>): object =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, toJsonSchema(schema)]));
