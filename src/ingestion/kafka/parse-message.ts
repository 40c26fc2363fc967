import type { KafkaMessage } from 'kafkajs';
import { v5 as uuidV5 } from 'uuid';
import { EVENT_ATTRIBUTES } from '../../common/binary-event.js';
import { decodeText } from '../../common/json/decode-text.js';
import { parseJson } from '../../common/json/parse-json.js';
import { CLOUD_EVENT, foreignCharsetOf, mediaTypeOf } from '../../common/media-types.js';
import { formatTime } from '../../common/time-range.js';
import type { Violation } from '../../common/tracker-error.js';
import { binaryCloudEvent, binaryCloudEventParser } from '../binary-cloud-event.js';
import { parseCloudEvent } from '../cloud-event.js';
import type { UsageRules } from '../usage-rules.js';
import { UNREADABLE } from './codecs/unreadable-records.js';
import { parseUsage, type ParsedUsage, type UsageParser } from '../parse-usage.js';

/** A message and where it stands. */
export interface PlacedMessage {
  readonly topic: string;
  readonly partition: number;
  readonly message: KafkaMessage;
}

/** Under which a message's place becomes the id of its usage; never to be changed. */
const NAMESPACE = 'a1d4b8ac-6f2e-5d7f-8c57-3a0f6a1b9e10';

const refuse = (code: string, allowed: string, message: string): ParsedUsage => ({
  id: null,
  violations: [{ pointer: '', code, allowed, message } satisfies Violation],
});

/** The latest time that a Date can hold, in ms since 1970 (ECMA-262, 21.4.1.1). */
const LATEST_MS = 8.64e15;

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const headerOf = (message: KafkaMessage, name: string): string | undefined => {
  const value = message.headers?.[name];
  const first = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' || first === undefined ? first : decodeText(first);
};

/** A CloudEvent whose attributes stand in headers (Kafka protocol binding, binary mode). */
const binaryEvent = (message: KafkaMessage, data: unknown): object =>
  binaryCloudEvent((name) => headerOf(message, `ce_${name}`), headerOf(message, 'content-type'), data);

const parseBinaryEvent = binaryCloudEventParser('ce_');

/** A usage without an id gets its message's place as one, and its timestamp, so that a replay is known. */
const withIdentity = ({ topic, partition, message }: PlacedMessage, value: Fields): object => ({
  ...value,
  id: uuidV5(`${topic}/${partition}/${message.offset}`, NAMESPACE),
  created_at: value['created_at'] ?? formatTime(Number(message.timestamp)),
});

const parsePlaced = (placed: PlacedMessage, now: number, rules: UsageRules): ParsedUsage => {
  const { message } = placed;
  if (message.value === null) {
    const reason = headerOf(message, UNREADABLE);
    if (reason !== undefined)
      return refuse('unreadable', 'a usage as JSON', `The message cannot be read: ${reason}.`);
    return refuse('required', 'a usage as JSON', 'The message has no value.');
  }
  const charset = foreignCharsetOf(headerOf(message, 'content-type'));
  if (charset !== undefined) {
    const text = `The content-type declares the charset ${charset.slice(0, 64)}; values must be in UTF-8.`;
    return refuse('invalid_text', 'UTF-8', text);
  }
  let value: unknown;
  try {
    value = parseJson(decodeText(message.value));
  } catch (error) {
    const reason = (error as Error).message.slice(0, 200);
    return refuse('malformed_json', 'a usage as JSON', `The value is not valid JSON: ${reason}.`);
  }
  if (EVENT_ATTRIBUTES.some((name) => headerOf(message, `ce_${name}`) !== undefined)) {
    return parseBinaryEvent(binaryEvent(message, value), now, rules);
  }
  const isEvent =
    mediaTypeOf(headerOf(message, 'content-type')) === CLOUD_EVENT ||
    (isObject(value) && 'specversion' in value);
  if (isEvent) return parseCloudEvent(value, now, rules);
  if (!isObject(value) || value['id'] != null) return parseUsage(value, now, rules);
  if (!(Number(message.timestamp) > 0)) {
    const text = 'The usage has no id and its message no timestamp, so that a replay could not be told.';
    return refuse('required', 'an id, or a message with a timestamp', text);
  }
  if (value['created_at'] == null && Number(message.timestamp) > LATEST_MS) {
    const text = `The usage has no time, and its message's timestamp is not in milliseconds: ${message.timestamp}.`;
    return refuse('out_of_range', `a timestamp of at most ${LATEST_MS} ms`, text);
  }
  return parseUsage(withIdentity(placed, value), now, rules);
};

/**
 * The usage in a Kafka message: a usage or a CloudEvent (structured or binary mode) as JSON. Where it
 * has no id, topic, partition and offset make one. Throws nothing: a message that cannot be read is
 * refused, as it would stop its partition for ever otherwise.
 */
export const parseMessage: UsageParser = (input, now, rules) => {
  try {
    return parsePlaced(input as PlacedMessage, now, rules);
  } catch (error) {
    const reason = String(error).slice(0, 200);
    return refuse('unreadable', 'a usage as JSON', `The message cannot be read: ${reason}.`);
  }
};
