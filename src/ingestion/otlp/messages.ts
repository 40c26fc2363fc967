/** The value of an attribute or body; at most one of its fields is set. */
export interface AnyValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: bigint;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values?: readonly AnyValue[] };
  readonly kvlistValue?: { readonly values?: readonly KeyValue[] };
  /** base64 */
  readonly bytesValue?: string;
}

export interface KeyValue {
  readonly key?: string;
  readonly value?: AnyValue;
}

export interface Resource {
  readonly attributes?: readonly KeyValue[];
}

export interface Scope {
  readonly name?: string;
}

export type ScalarKind =
  'string' | 'bool' | 'int64' | 'fixed64' | 'sfixed64' | 'enum' | 'double' | 'bytes' | 'id';

export type FieldType = { readonly number: number; readonly name: string; readonly isList: boolean } & (
  | { readonly kind: Exclude<ScalarKind, 'enum'> }
  | { readonly kind: 'enum'; readonly names: readonly string[] }
  | { readonly kind: 'message'; readonly type: () => MessageType }
);

export interface MessageType {
  readonly name: string;
  readonly fields: readonly FieldType[];
}

/** A request of OTLP. */
export interface RequestType<T> {
  readonly message: MessageType;
  /** The messages of it that are counted, */
  readonly record: MessageType;
  /** and what many of them are called. */
  readonly records: string;
  /** What was read by `message`. */
  readonly as: (read: object) => T;
}

export const scalar = (number: number, name: string, kind: Exclude<ScalarKind, 'enum'>): FieldType => ({
  number,
  name,
  kind,
  isList: false,
});
/** @param names of its values 0, 1 and so on. */
export const enumeration = (number: number, name: string, names: readonly string[]): FieldType => ({
  number,
  name,
  kind: 'enum',
  names,
  isList: false,
});
export const one = (number: number, name: string, type: () => MessageType): FieldType => ({
  number,
  name,
  kind: 'message',
  type,
  isList: false,
});
export const many = (number: number, name: string, type: () => MessageType): FieldType => ({
  ...one(number, name, type),
  isList: true,
});

/*
 * The messages of opentelemetry-proto 1.x under their published names and numbers; of their fields
 * those that are read here. Both encodings are read by this one table.
 */

export const anyValue: MessageType = {
  name: 'AnyValue',
  fields: [
    scalar(1, 'stringValue', 'string'),
    scalar(2, 'boolValue', 'bool'),
    scalar(3, 'intValue', 'int64'),
    scalar(4, 'doubleValue', 'double'),
    one(5, 'arrayValue', () => arrayValue),
    one(6, 'kvlistValue', () => keyValueList),
    scalar(7, 'bytesValue', 'bytes'),
  ],
};

const arrayValue: MessageType = { name: 'ArrayValue', fields: [many(1, 'values', () => anyValue)] };

const keyValueList: MessageType = { name: 'KeyValueList', fields: [many(1, 'values', () => keyValue)] };

export const keyValue: MessageType = {
  name: 'KeyValue',
  fields: [scalar(1, 'key', 'string'), one(2, 'value', () => anyValue)],
};

export const resource: MessageType = { name: 'Resource', fields: [many(1, 'attributes', () => keyValue)] };

export const scope: MessageType = { name: 'InstrumentationScope', fields: [scalar(1, 'name', 'string')] };
