import { v5 as uuidV5 } from 'uuid';
import type { Outcome } from '../../common/pattern-terms.js';
import { type Attributes, toAttributes } from './attributes.js';
import { isId, type OtlpRecord, ofResource } from './otlp-record.js';
import { type Span, SPAN_KINDS, type TracesRequest } from './traces-request.js';

/** Under which trace and span become the id of a usage; never to be changed. */
const SPANS = 'c41f7a39-0b52-5d86-9e1a-72d8f5b06c13';

/** Of its usage. */
export const spanUsageId = (traceId: string, spanId: string): string => uuidV5(`${traceId}/${spanId}`, SPANS);

const ERROR = 2;
const MILLISECOND = 1_000_000n;
/** Of an MCP tool that ran and says that it failed. */
const TOOL_ERROR = 'tool_error';
/** Codes of a response that tell of no error. */
const FINE: readonly unknown[] = [undefined, null, '', 'OK', 'ok', '0', 0];

/** A span goes by its own name, its operation and its MCP method; its own often has that of a tool or model in it. */
const namesOf = (name: string, attributes: Attributes): Pick<OtlpRecord, 'names' | 'name'> => {
  const names = [name, attributes['gen_ai.operation.name'], attributes['mcp.method.name']].filter(
    (one): one is string => typeof one === 'string' && one !== '',
  );
  return { names, name: names[1] ?? name };
};

const outcomeOf = ({ status }: Span, attributes: Attributes): Outcome => {
  const error = attributes['error.type'];
  if (error === TOOL_ERROR) return 'failure';
  const isFine = FINE.includes(error) && FINE.includes(attributes['rpc.response.status_code']);
  return isFine && status?.code !== ERROR ? 'success' : 'error';
};

const errorOf = ({ status }: Span, attributes: Attributes): string | undefined => {
  const said = [status?.message, attributes['error.message'], attributes['error.type']];
  return said.find((text): text is string => typeof text === 'string' && text !== '');
};

/** Whole milliseconds; undefined where an end is not known, or lies before the start. */
const durationOf = ({ startTimeUnixNano = 0n, endTimeUnixNano = 0n }: Span): number | undefined =>
  startTimeUnixNano > 0n && endTimeUnixNano >= startTimeUnixNano
    ? Math.round(Number(endTimeUnixNano - startTimeUnixNano) / Number(MILLISECOND))
    : undefined;

const recordOf = (span: Span, inherited: Attributes): OtlpRecord => {
  const { traceId = '', spanId = '', parentSpanId = '', name = '', kind = 0, startTimeUnixNano = 0n } = span;
  const attributes = toAttributes(span.attributes);
  const outcome = outcomeOf(span, attributes);
  const hasIds = isId(traceId, 16) && isId(spanId, 8);
  return {
    ...namesOf(name, attributes),
    // A spread of all takes twenty times as long.
    attributes: Object.assign({}, inherited, attributes, {
      'span.name': name,
      'span.kind': SPAN_KINDS[kind] ?? SPAN_KINDS[0],
      'span.parent_id': isId(parentSpanId, 8) ? parentSpanId : null,
    }),
    traceId,
    spanId,
    time: { field: 'startTimeUnixNano', nanos: startTimeUnixNano },
    says: {
      outcome,
      execution_time_ms: durationOf(span),
      error_message: outcome === 'success' ? undefined : errorOf(span, attributes),
      execution_id: hasIds ? `${traceId}-${spanId}` : undefined,
    },
    idAs: () => (hasIds ? spanUsageId(traceId, spanId) : undefined),
  };
};

/** The spans of a request. The id of each usage is made of the trace's and the span's. */
export const spanRecordsOf = ({ resourceSpans = [] }: TracesRequest): OtlpRecord[] =>
  resourceSpans.flatMap(({ resource, scopeSpans = [] }) => {
    const inherited = ofResource(toAttributes(resource?.attributes));
    return scopeSpans.flatMap(({ spans = [] }) => spans.map((span) => recordOf(span, inherited)));
  });
