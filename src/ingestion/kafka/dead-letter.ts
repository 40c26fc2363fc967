import type { IHeaders, Message } from 'kafkajs';
import type { Violation } from '../../common/tracker-error.js';
import type { PlacedMessage } from './parse-message.js';

/** A message that can never be stored, as it goes to the dead letters. */
export interface DeadLetter {
  /** With its key, value and headers. */
  readonly whole: Message;
  /** With its place and the reason only, for where the whole is too large. */
  readonly bare: Message;
}

/** Larger values are left out of the copy; their place says where to read them. */
const MAX_VALUE = 900_000;

/** A pointer holds what the sender wrote, which may be long. */
const MAX_HEADER = 1000;

const OMITTED = { 'original-value': 'omitted: too large' };

/**
 * The copy of a message that can never be stored: its key, value and headers, the reason in
 * `error-code`, `error-pointer` and `error-message`, and its place in `original-topic`,
 * `original-partition`, `original-offset` and `original-timestamp`.
 */
export const deadLetter = (
  { topic, partition, message }: PlacedMessage,
  { code, pointer, message: text }: Violation,
): DeadLetter => {
  const placeAndReason: IHeaders = {
    'error-code': code,
    'error-pointer': pointer.slice(0, MAX_HEADER),
    'error-message': text.slice(0, MAX_HEADER),
    'original-topic': topic,
    'original-partition': String(partition),
    'original-offset': message.offset,
    'original-timestamp': message.timestamp,
  };
  const isLarge = (message.value?.length ?? 0) > MAX_VALUE;
  return {
    whole: {
      key: message.key,
      value: isLarge ? null : message.value,
      headers: { ...message.headers, ...placeAndReason, ...(isLarge ? OMITTED : {}) },
    },
    bare: { value: null, headers: { ...placeAndReason, ...OMITTED } },
  };
};
