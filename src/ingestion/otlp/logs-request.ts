import {
  type AnyValue,
  anyValue,
  type KeyValue,
  keyValue,
  many,
  type MessageType,
  one,
  type RequestType,
  type Resource,
  resource,
  scalar,
  type Scope,
  scope,
} from './messages.js';

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
  readonly resource?: Resource;
  readonly scopeLogs?: readonly { readonly scope?: Scope; readonly logRecords?: readonly LogRecord[] }[];
}

/** An ExportLogsServiceRequest of OTLP, as far as it is of use here. */
export interface LogsRequest {
  readonly resourceLogs?: readonly ResourceLogs[];
}

const logRecord: MessageType = {
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

/** What POST /v1/logs takes. */
export const logsRequest: RequestType<LogsRequest> = {
  message: { name: 'ExportLogsServiceRequest', fields: [many(1, 'resourceLogs', () => resourceLogs)] },
  record: logRecord,
  records: 'log records',
  as: (read) => read,
};
