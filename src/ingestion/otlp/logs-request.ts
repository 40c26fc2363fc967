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

export interface LogRecord {
  /** Nanoseconds since 1970 UTC; 0 where it is not known. */
  readonly timeUnixNano?: bigint;
  readonly observedTimeUnixNano?: bigint;
  readonly body?: AnyValue;
  readonly attributes?: readonly KeyValue[];
  /** Hexadecimal, in lower case. */
  readonly traceId?: string;
  readonly spanId?: string;
  readonly eventName?: string;
}

export interface ResourceLogs {
  readonly resource?: { readonly attributes?: readonly KeyValue[] };
  readonly scopeLogs?: readonly {
    readonly scope?: { readonly name?: string };
    readonly logRecords?: readonly LogRecord[];
  }[];
}

/** An ExportLogsServiceRequest of OTLP, as far as it is of use here. */
export interface LogsRequest {
  readonly resourceLogs?: readonly ResourceLogs[];
}

export type ScalarKind = 'string' | 'bool' | 'int64' | 'fixed64' | 'double' | 'bytes' | 'id';

export type FieldType = { readonly number: number; readonly name: string; readonly isList: boolean } & (
  { readonly kind: ScalarKind } | { readonly kind: 'message'; readonly type: () => MessageType }
);

export interface MessageType {
  readonly name: string;
  readonly fields: readonly FieldType[];
}

const scalar = (number: number, name: string, kind: ScalarKind): FieldType => ({
  number,
  name,
  kind,
  isList: false,
});
const one = (number: number, name: string, type: () => MessageType): FieldType => ({
  number,
  name,
  kind: 'message',
  type,
  isList: false,
});
const many = (number: number, name: string, type: () => MessageType): FieldType => ({
  ...one(number, name, type),
  isList: true,
});

const anyValue: MessageType = {
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

const keyValue: MessageType = {
  name: 'KeyValue',
  fields: [scalar(1, 'key', 'string'), one(2, 'value', () => anyValue)],
};

const resource: MessageType = { name: 'Resource', fields: [many(1, 'attributes', () => keyValue)] };

const scope: MessageType = { name: 'InstrumentationScope', fields: [scalar(1, 'name', 'string')] };

export const logRecord: MessageType = {
  name: 'LogRecord',
  fields: [
    scalar(1, 'timeUnixNano', 'fixed64'),
    scalar(11, 'observedTimeUnixNano', 'fixed64'),
    one(5, 'body', () => anyValue),
    many(6, 'attributes', () => keyValue),
    scalar(9, 'traceId', 'id'),
    scalar(10, 'spanId', 'id'),
    scalar(12, 'eventName', 'string'),
  ],
};

const scopeLogs: MessageType = {
  name: 'ScopeLogs',
  fields: [one(1, 'scope', () => scope), many(2, 'logRecords', () => logRecord)],
};

const resourceLogs: MessageType = {
  name: 'ResourceLogs',
  fields: [one(1, 'resource', () => resource), many(2, 'scopeLogs', () => scopeLogs)],
};

/**
 * The messages of opentelemetry-proto 1.x under their published names and numbers; of their fields
 * those that are read here. Both encodings are read by this one table.
 */
export const logsRequest: MessageType = {
  name: 'ExportLogsServiceRequest',
  fields: [many(1, 'resourceLogs', () => resourceLogs)],
};
