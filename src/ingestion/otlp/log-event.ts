import { v5 as uuidV5 } from 'uuid';
import { formatTime } from '../../common/time-range.js';
import { patternIdOf, patternNameIn } from '../../common/pattern-id.js';
import { isUuid } from '../../common/uuid.js';
import type { EventMapping, OtlpEvents } from '../../config/otlp-events.js';
import type { UsageOrigins } from './usage-origins.js';
import { toAttributes, toJson } from './attributes.js';
import type { LogRecord, LogsRequest } from './logs-request.js';

/** Under which sessions become correlation ids; never to be changed. */
const CORRELATIONS = 'd9b1c7a2-6a44-5e3f-8f61-0b7e4c92d8e3';
/** Under which what makes a log event itself becomes the id of its usage; never to be changed. */
const EVENTS = '8e4a6d1b-27c9-5f58-b1d3-96c0a3e57f20';

/** Short names under which events go beside their full ones. */
const SHORT_NAMES: ReadonlyMap<unknown, string> = new Map([
  ['skill_activated', 'claude_code.skill_activated'],
]);

type Attributes = Readonly<Record<string, unknown>>;

/** A log event that names a pattern. */
export interface LogEvent {
  /** Of its record in the request, from 0. */
  readonly index: number;
  readonly name: string;
  /** The usage it stands for, not yet checked. */
  readonly usage: object;
  /** Where its fields come from, in OTLP's own words. */
  readonly origins: UsageOrigins;
}

const MILLISECOND = 1_000_000n;
const NO_TRACE = '0'.repeat(32);
/** Of the texts that are worked on before anything is checked; longer ones are refused as they are. */
const MAX_LENGTH = 256;

/** uuid takes text that is no Unicode for an error, a Buffer replaces it. */
const uuidOf = (text: string, namespace: string): string => uuidV5(Buffer.from(text), namespace);

/** Scalars as text, other values as they are; undefined for what says nothing. */
const textOf = (value: unknown): unknown => {
  if (value === null || value === '') return undefined;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
};

const isShort = (value: unknown): value is string => typeof value === 'string' && value.length <= MAX_LENGTH;

/** Numbers, also those that were sent as text. */
const numberOf = (value: unknown): unknown =>
  isShort(value) && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value) ? Number(value) : value;

const timeOf = ({ timeUnixNano = 0n, observedTimeUnixNano = 0n }: LogRecord): bigint =>
  timeUnixNano > 0n ? timeUnixNano : observedTimeUnixNano;

const saidTimeOf = (record: LogRecord): Pick<UsageOrigins, 'timeField' | 'time'> => ({
  timeField: (record.timeUnixNano ?? 0n) > 0n ? 'timeUnixNano' : 'observedTimeUnixNano',
  time: timeOf(record),
});

/** The name under which the record is mapped, the fullest first. */
const nameOf = (record: LogRecord, attributes: Attributes, events: OtlpEvents): string | undefined => {
  for (const name of [record.eventName, record.body?.stringValue, attributes['event.name']]) {
    if (typeof name === 'string' && events.has(name)) return name;
    const full = SHORT_NAMES.get(name);
    if (full !== undefined && events.has(full)) return full;
  }
  return undefined;
};

const correlationOf = (said: unknown, traceId: string | undefined): unknown => {
  if (isUuid(said)) return said;
  if (traceId?.length === 32 && traceId !== NO_TRACE) {
    return traceId.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }
  return isShort(said) ? uuidOf(said, CORRELATIONS) : said;
};

const outcomeOf = (said: unknown, error: unknown, { outcomes }: EventMapping): unknown => {
  if (said === undefined) return error === undefined ? 'success' : 'error';
  return isShort(said) ? (outcomes.get(said.toLowerCase()) ?? said) : said;
};

const scaled = (value: unknown, max: number): unknown => (typeof value === 'number' ? value / max : value);

const rounded = (value: unknown): unknown => (typeof value === 'number' ? Math.round(value) : value);

/** Attributes without some of them. */
const without = (attributes: Attributes, names: readonly (string | undefined)[]): Attributes =>
  names.some((name) => name !== undefined && Object.hasOwn(attributes, name))
    ? Object.fromEntries(Object.entries(attributes).filter(([name]) => !names.includes(name)))
    : attributes;

/** @returns undefined where the record names no pattern. */
const usageOf = (
  record: LogRecord,
  name: string,
  attributes: Attributes,
  mapping: EventMapping,
): Pick<LogEvent, 'usage' | 'origins'> | undefined => {
  const names: Record<string, string> = {};
  const first = (field: keyof EventMapping['attributes']): unknown => {
    for (const attribute of mapping.attributes[field]) {
      const value = Object.hasOwn(attributes, attribute) ? textOf(attributes[attribute]) : undefined;
      if (value === undefined) continue;
      names[field] = attribute;
      return value;
    }
    return undefined;
  };
  const pattern = first('pattern');
  if (pattern === undefined) return undefined;
  const patternName = isShort(pattern) ? patternNameIn(pattern) : undefined;
  const error = first('error_message');
  const time = timeOf(record);
  const usage = {
    pattern_id: isShort(pattern) ? patternIdOf(pattern) : pattern,
    pattern_name: patternName ?? first('pattern_name'),
    outcome: outcomeOf(first('outcome'), error, mapping),
    quality_score: scaled(numberOf(first('quality_score')), mapping.qualityMax),
    execution_time_ms: rounded(numberOf(first('execution_time_ms'))),
    error_message: error,
    correlation_id: correlationOf(first('correlation_id'), record.traceId),
    execution_id: first('execution_id'),
    version: first('version'),
    actor: first('actor'),
    input_tokens: rounded(numberOf(first('input_tokens'))),
    output_tokens: rounded(numberOf(first('output_tokens'))),
    cost_usd: numberOf(first('cost_usd')),
    time_saved_seconds: numberOf(first('time_saved_seconds')),
    created_at: time > 0n ? formatTime(Number(time / MILLISECOND)) : undefined,
  };
  // A long error text is kept as the error: twice it may be more than a context takes.
  const longError = isShort(error) ? [] : [names['error_message']];
  // Of actors only a hash may be kept.
  const context = without(attributes, [...longError, ...mapping.attributes.actor]);
  return {
    usage: { ...usage, context: { ...context, 'event.name': name } },
    origins: { attributes: names, qualityMax: mapping.qualityMax, ...saidTimeOf(record) },
  };
};

/** Everything that tells a log event from another; the same for each time it is sent. */
const printOf = (record: LogRecord, name: string, attributes: Attributes, origin: string): string => {
  const { traceId = '', spanId = '', body } = record;
  return JSON.stringify([traceId, spanId, String(timeOf(record)), name, toJson(body), attributes, origin]);
};

interface PlacedRecord {
  readonly record: LogRecord;
  /** A short print of the resource and scope it comes from. */
  readonly origin: string;
}

const recordsOf = ({ resourceLogs = [] }: LogsRequest): PlacedRecord[] =>
  resourceLogs.flatMap(({ resource, scopeLogs = [] }) => {
    const resourcePrint = uuidOf(JSON.stringify(toAttributes(resource?.attributes)), EVENTS);
    return scopeLogs.flatMap(({ scope, logRecords = [] }) => {
      const origin = uuidOf(`${resourcePrint}/${scope?.name ?? ''}`, EVENTS);
      return logRecords.map((record) => ({ record, origin }));
    });
  });

/**
 * Finds the events of a request that name a pattern. The id of each usage is made of what the event
 * says, so that a request that is sent again is known; events of one request that say exactly the
 * same are told apart by their order.
 * @returns the events, and how many records there are beside them.
 */
export const findLogEvents = (
  request: LogsRequest,
  events: OtlpEvents,
): { readonly found: readonly LogEvent[]; readonly ignored: number } => {
  const records = recordsOf(request);
  const found: LogEvent[] = [];
  const repeated = new Map<string, number>();
  for (const [index, { record, origin }] of records.entries()) {
    const attributes = toAttributes(record.attributes);
    const name = nameOf(record, attributes, events);
    const mapping = name === undefined ? undefined : events.get(name);
    if (name === undefined || !mapping) continue;
    const read = usageOf(record, name, attributes, mapping);
    if (!read) continue;
    const print = uuidOf(printOf(record, name, attributes, origin), EVENTS);
    const before = repeated.get(print) ?? 0;
    repeated.set(print, before + 1);
    const id = before === 0 ? print : uuidOf(`${print}/${before}`, EVENTS);
    found.push({ index, name, usage: { ...read.usage, id }, origins: read.origins });
  }
  return { found, ignored: records.length - found.length };
};
