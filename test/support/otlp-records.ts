import { patternIdOf } from '../../src/common/pattern-id.js';
import type { Usage } from '../../src/common/usage.js';
import { knownEvents, type OtlpEvents, parseOtlpEvents } from '../../src/config/otlp-events.js';
import { logRecordsOf } from '../../src/ingestion/otlp/log-records.js';
import { logsRequest } from '../../src/ingestion/otlp/logs-request.js';
import type { OtlpRecord } from '../../src/ingestion/otlp/otlp-record.js';
import { parseOtlpUsage } from '../../src/ingestion/otlp/parse-otlp-usage.js';
import { readJson } from '../../src/ingestion/otlp/read-json.js';
import { readRecords } from '../../src/ingestion/otlp/read-records.js';
import { spanRecordsOf } from '../../src/ingestion/otlp/span-records.js';
import { tracesRequest } from '../../src/ingestion/otlp/traces-request.js';
import { USAGE_RULES } from './usage-rules.js';

/** When everything happens. */
export const NOW = Date.parse('2026-11-30T12:00:00Z');
const NANOS = BigInt(NOW) * 1_000_000n;
export const TRACE = '0af7651916cd43dd8448eb211c80319c';
export const TRACE_UUID = '0af76519-16cd-43dd-8448-eb211c80319c';
export const SESSION = 'a06eb29a-8922-4fdf-bb27-96fc40fae415';

export type Values = Readonly<Record<string, string | number | boolean>>;

const pairs = (values: Values = {}): object[] =>
  Object.entries(values).map(([key, value]) => ({
    key,
    value:
      typeof value === 'string'
        ? { stringValue: value }
        : typeof value === 'boolean'
          ? { boolValue: value }
          : { doubleValue: value },
  }));

interface Sent {
  readonly events?: OtlpEvents | undefined;
  readonly resource?: Values | undefined;
}
export type LogEvent = readonly [name: string, attributes?: Values];

/** Log records by their events, a nanosecond apart. */
export const logsOf = (events: readonly LogEvent[], resource?: Values): OtlpRecord[] => {
  const logRecords = events.map(([name, attributes], at) => ({
    timeUnixNano: String(NANOS + BigInt(at)),
    body: { stringValue: name },
    attributes: pairs(attributes),
  }));
  const request = {
    resourceLogs: [{ resource: { attributes: pairs(resource) }, scopeLogs: [{ logRecords }] }],
  };
  return logRecordsOf(readJson(request, logsRequest, 1000));
};

export interface SpanSent {
  readonly name?: string;
  readonly id?: string;
  readonly parent?: string;
  readonly kind?: number;
  readonly attributes?: Values;
  readonly status?: object;
  readonly startMs?: number;
  readonly trace?: string;
}

/** Spans of 42.4 ms, of one trace unless they say another. */
export const spansOf = (spans: readonly SpanSent[], resource?: Values): OtlpRecord[] => {
  const sent = spans.map(
    ({ name = 'a span', id, parent, kind, attributes, status, startMs = 0, trace }, at) => ({
      traceId: trace ?? TRACE,
      spanId: id ?? (at + 1).toString(16).padStart(16, '0'),
      parentSpanId: parent ?? '',
      name,
      kind,
      startTimeUnixNano: String(NANOS + BigInt(startMs) * 1_000_000n),
      endTimeUnixNano: String(NANOS + BigInt(startMs) * 1_000_000n + 42_400_000n),
      attributes: pairs(attributes),
      status,
    }),
  );
  const request = {
    resourceSpans: [{ resource: { attributes: pairs(resource) }, scopeSpans: [{ spans: sent }] }],
  };
  return spanRecordsOf(readJson(request, tracesRequest, 1000));
};

export const hash = (text: string): string => `hash of ${text}`;

export interface Became {
  readonly usages: readonly (Usage | string)[];
  readonly ignored: readonly { readonly name: string; readonly toldBy: string | undefined }[];
}
/** What records end as: usages, or why they are refused. */
export const became = (records: readonly OtlpRecord[], events: OtlpEvents = knownEvents): Became => {
  const { usages, ignored } = readRecords(records, events, hash);
  return {
    usages: usages.map((one) => {
      const { usage, violations } = parseOtlpUsage(one, NOW, USAGE_RULES);
      return usage ?? violations.map(({ message }) => message).join(' ');
    }),
    ignored: ignored.map(({ name, toldBy }) => ({ name, toldBy })),
  };
};
/** What one log event ends as. */
export const log = (event: LogEvent, { events, resource }: Sent = {}): Became =>
  became(logsOf([event], resource), events);
/** What one span ends as. */
export const span = (sent: SpanSent, { events, resource }: Sent = {}): Became =>
  became(spansOf([sent], resource), events);
/** What OTLP_EVENTS makes of a setting. */
export const eventsOf = (setting: object): OtlpEvents => parseOtlpEvents(JSON.stringify(setting))!;
/** What is kept of the attributes of the first usage. */
export const contextOf = ({ usages }: Became): unknown => JSON.parse((usages[0] as Usage).context);

/** A usage of a pattern by its name. */
export const used = (name: string, type: string, more: object = {}): object => ({
  patternId: patternIdOf(name),
  pattern: { name, type, nodeType: null },
  ...more,
});

/** What Claude Code says on all events. */
export const STANDARD = { 'session.id': SESSION, 'prompt.id': 'p-1', 'event.sequence': 7 };
