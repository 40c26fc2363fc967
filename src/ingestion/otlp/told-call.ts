import { v5 as uuidV5 } from 'uuid';
import type { ToldCall } from '../../common/usage.js';
import type { AttributeNames, EventMapping } from '../../config/otlp/event-mapping.js';
import { findAttribute } from './find-attribute.js';
import { SEQUENCE } from './log-records.js';
import type { OtlpRecord } from './otlp-record.js';
import type { SaidUsage } from './to-usage.js';

/** Under which what names a call, or its place, becomes a UUID; calls of before are found by it. */
const CALLS = '5b0c8f9e-3d7a-5c46-9f02-e81d64a7c3b5';

const MILLISECOND = 1_000_000n;
/** Longer texts are no ids. */
const MAX_LENGTH = 256;

const uuidOf = (...named: readonly string[]): string => uuidV5(Buffer.from(JSON.stringify(named)), CALLS);

/** The id of a call here, made of the one that agents give it. */
export const callIdOf = (said: string): string => uuidOf('call', said);

/** The first attribute that is there, as text; undefined where that is empty or too long to be an id. */
export const textIn = ({ attributes }: OtlpRecord, names: AttributeNames): string | undefined => {
  for (const name of names) {
    const value = findAttribute(attributes, name);
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text === 'string' && text !== '' && text.length <= MAX_LENGTH) return text;
  }
  return undefined;
};

const sequenceIn = (record: OtlpRecord): number | null => {
  const sequence = Number(textIn(record, [SEQUENCE]) ?? Number.NaN);
  return Number.isSafeInteger(sequence) ? sequence : null;
};

/**
 * Which call a record tells of.
 * @returns undefined where the record names neither the call nor where it was, so that nothing else can be found to
 * tell of it.
 */
export const toldCallOf = (
  record: OtlpRecord,
  { call }: EventMapping,
  { usage: { pattern_id } }: SaidUsage,
): ToldCall | undefined => {
  if (!call || typeof pattern_id !== 'string' || record.time.nanos === 0n) return undefined;
  const { tells, id = [], minIdLength = 1, within = [], isOnlyOne = false, rank = 0 } = call;
  const said = textIn(record, id);
  const where = within.map((names) => textIn(record, names));
  const isPlaced = where.length > 0 && where.every((part) => part !== undefined);
  const placeId = isPlaced ? uuidOf(isOnlyOne ? 'one of' : 'of', pattern_id, ...where) : null;
  const callId = said !== undefined && said.length >= minIdLength ? callIdOf(said) : null;
  if (placeId === null && callId === null) return undefined;
  const { nanos } = record.time;
  return {
    tells,
    callId: isOnlyOne ? placeId : callId,
    placeId,
    sequence: sequenceIn(record),
    // The time of a span is when it began.
    nanos: nanos + BigInt(record.says.execution_time_ms ?? 0) * MILLISECOND,
    rank,
  };
};
