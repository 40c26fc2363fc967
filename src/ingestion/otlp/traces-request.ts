import {
  enumeration,
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

export const SPAN_KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;

export interface Status {
  readonly message?: string;
  /** 0 where it is not set, 1 for ok, 2 for an error. */
  readonly code?: number;
}

export interface Span {
  /** Hexadecimal, in lower case. */
  readonly traceId?: string;
  readonly spanId?: string;
  /** Empty where it is the first of its trace. */
  readonly parentSpanId?: string;
  readonly name?: string;
  /** A place in SPAN_KINDS. */
  readonly kind?: number;
  /** Nanoseconds since 1970 UTC; 0 where it is not known. */
  readonly startTimeUnixNano?: bigint;
  readonly endTimeUnixNano?: bigint;
  readonly attributes?: readonly KeyValue[];
  readonly status?: Status;
}

export interface ResourceSpans {
  readonly resource?: Resource;
  readonly scopeSpans?: readonly { readonly scope?: Scope; readonly spans?: readonly Span[] }[];
}

/** An ExportTraceServiceRequest of OTLP, as far as it is of use here. */
export interface TracesRequest {
  readonly resourceSpans?: readonly ResourceSpans[];
}

const status: MessageType = {
  name: 'Status',
  fields: [
    scalar(2, 'message', 'string'),
    enumeration(3, 'code', ['STATUS_CODE_UNSET', 'STATUS_CODE_OK', 'STATUS_CODE_ERROR']),
  ],
};

const span: MessageType = {
  name: 'Span',
  fields: [
    scalar(1, 'traceId', 'id'),
    scalar(2, 'spanId', 'id'),
    scalar(4, 'parentSpanId', 'id'),
    scalar(5, 'name', 'string'),
    enumeration(
      6,
      'kind',
      SPAN_KINDS.map((kind) => `SPAN_KIND_${kind.toUpperCase()}`),
    ),
    scalar(7, 'startTimeUnixNano', 'fixed64'),
    scalar(8, 'endTimeUnixNano', 'fixed64'),
    many(9, 'attributes', () => keyValue),
    one(15, 'status', () => status),
  ],
};

const scopeSpans: MessageType = {
  name: 'ScopeSpans',
  fields: [one(1, 'scope', () => scope), many(2, 'spans', () => span)],
};

const resourceSpans: MessageType = {
  name: 'ResourceSpans',
  fields: [one(1, 'resource', () => resource), many(2, 'scopeSpans', () => scopeSpans)],
};

/** What POST /v1/traces takes. */
export const tracesRequest: RequestType<TracesRequest> = {
  message: { name: 'ExportTraceServiceRequest', fields: [many(1, 'resourceSpans', () => resourceSpans)] },
  record: span,
  records: 'spans',
  as: (read) => read,
};
