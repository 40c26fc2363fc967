import { v5 as uuidV5 } from 'uuid';
import { patternIdOf, patternNameIn } from '../../common/pattern-id.js';
import { formatTime } from '../../common/time-range.js';
import { isUuid } from '../../common/uuid.js';
import { actionFor, defaultAction } from '../../config/otlp/attribute-rules.js';
import type { OtlpEvent } from '../../config/otlp-events.js';
import type { EventMapping, MappedField } from '../../config/otlp/event-mapping.js';
import type { Attributes } from './attributes.js';
import { findAttribute } from './find-attribute.js';
import { isId, type OtlpRecord } from './otlp-record.js';
import type { UsageOrigins } from './usage-origins.js';

/** Under which sessions become correlation ids; never to be changed. */
const CORRELATIONS = 'd9b1c7a2-6a44-5e3f-8f61-0b7e4c92d8e3';

const MILLISECOND = 1_000_000n;
/** Of the texts that are worked on before anything is checked; longer ones are refused as they are. */
const MAX_LENGTH = 256;

/** Makes of a text one that tells the same from others and nothing else. */
export type Hash = (text: string) => string;

/** Scalars as text, other values as they are; undefined for what says nothing. */
const textOf = (value: unknown): unknown => {
  if (value === null || value === '') return undefined;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
};

const isShort = (value: unknown): value is string => typeof value === 'string' && value.length <= MAX_LENGTH;

/** Numbers, also those that were sent as text. */
export const numberOf = (value: unknown): unknown =>
  isShort(value) && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value) ? Number(value) : value;

const scaled = (value: unknown, max: number): unknown => (typeof value === 'number' ? value / max : value);

const rounded = (value: unknown): unknown => (typeof value === 'number' ? Math.round(value) : value);

/** The session where that is a UUID or there is no trace, else the trace. */
const correlationOf = (said: unknown, traceId: string): unknown => {
  if (isUuid(said)) return said;
  if (isShort(said)) return uuidV5(Buffer.from(said), CORRELATIONS);
  if (said === undefined && isId(traceId, 16)) {
    return traceId.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }
  return said;
};

/** Whether a mapping is of records with these attributes. */
export const fits = ({ when }: EventMapping, attributes: Attributes): boolean =>
  Object.entries(when).every(([name, values]) => {
    const value = textOf(findAttribute(attributes, name));
    return values.length === 0 ? value !== undefined : typeof value === 'string' && values.includes(value);
  });

/** The first attribute of a field that is there. */
export const fieldOf = (
  { attributes }: EventMapping,
  field: MappedField,
  record: OtlpRecord,
): { readonly value?: unknown; readonly name?: string } => {
  for (const name of attributes[field]) {
    const value = textOf(findAttribute(record.attributes, name));
    if (value !== undefined) return { value, name };
  }
  return {};
};

const textIn = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

interface Unwanted {
  /** Attributes that may say who it was: dropped unless a rule says otherwise. */
  readonly actors: readonly string[];
  /** One that is kept elsewhere. */
  readonly elsewhere: string | undefined;
}

/** What is kept of the attributes, and the name of the event. */
const contextOf = (
  attributes: Attributes,
  name: string,
  { rules, kept }: OtlpEvent,
  { actors, elsewhere }: Unwanted,
  hash: Hash,
): Readonly<Record<string, unknown>> => {
  const entries: [string, unknown][] = [];
  const add = (attribute: string, value: unknown): void => {
    if (value === undefined || attribute === elsewhere) return;
    const action =
      actionFor(rules, attribute) ?? (actors.includes(attribute) ? 'drop' : defaultAction(attribute));
    if (action === 'drop') return;
    const isHashed = action === 'hash' && value !== null;
    entries.push([attribute, isHashed ? hash(textIn(value)) : value]);
  };
  for (const attribute in attributes) add(attribute, attributes[attribute]);
  for (const attribute of kept) {
    if (!Object.hasOwn(attributes, attribute)) add(attribute, findAttribute(attributes, attribute));
  }
  entries.push(['event.name', name]);
  return Object.fromEntries(entries);
};

/** A usage as a record says it, not yet checked, and where its fields come from. */
export interface SaidUsage {
  readonly usage: {
    readonly pattern_id: unknown;
    readonly outcome: unknown;
    readonly error_message: unknown;
    readonly execution_id: unknown;
    readonly context: Readonly<Record<string, unknown>>;
  };
  readonly origins: UsageOrigins;
}

/**
 * The usage that a record tells of.
 * @param name the one it is mapped under.
 * @returns undefined where it names no pattern.
 */
export const toUsage = (
  record: OtlpRecord,
  name: string,
  mapping: EventMapping,
  event: OtlpEvent,
  hash: Hash,
): SaidUsage | undefined => {
  const names: Record<string, string> = {};
  const first = (field: MappedField): unknown => {
    const found = fieldOf(mapping, field, record);
    if (found.name !== undefined) names[field] = found.name;
    return found.value;
  };
  const number = (field: MappedField): unknown => numberOf(first(field));
  const pattern = first('pattern');
  if (pattern === undefined) return undefined;
  const { says, time } = record;
  const outcome = first('outcome');
  const error = first('error_message');
  // A long error text is kept whole as the error, and twice it may be more than a context takes.
  const elsewhere = error === undefined || isShort(error) ? undefined : names['error_message'];
  const context = contextOf(
    record.attributes,
    name,
    event,
    { actors: mapping.attributes.actor, elsewhere },
    hash,
  );
  const word = isShort(outcome) ? (mapping.outcomes.get(outcome.toLowerCase()) ?? outcome) : outcome;
  const usage = {
    pattern_id: isShort(pattern) ? patternIdOf(pattern) : pattern,
    pattern_name: (isShort(pattern) ? patternNameIn(pattern) : undefined) ?? first('pattern_name'),
    pattern_type: mapping.type,
    outcome: word ?? says.outcome ?? (error === undefined ? mapping.otherwise : 'error'),
    quality_score: scaled(number('quality_score'), mapping.qualityMax),
    execution_time_ms: rounded(number('execution_time_ms') ?? says.execution_time_ms),
    error_message: error ?? says.error_message,
    correlation_id: correlationOf(first('correlation_id'), record.traceId),
    execution_id: first('execution_id') ?? says.execution_id,
    version: first('version'),
    actor: first('actor'),
    input_tokens: rounded(number('input_tokens')),
    output_tokens: rounded(number('output_tokens')),
    cost_usd: number('cost_usd'),
    time_saved_seconds: number('time_saved_seconds'),
    created_at: time.nanos > 0n ? formatTime(Number(time.nanos / MILLISECOND)) : undefined,
    context,
  };
  return { usage, origins: { attributes: names, qualityMax: mapping.qualityMax, time } };
};
