import type { IHeaders, Message } from 'kafkajs';
import type { Violation } from '../../common/tracker-error.js';
import type { PlacedMessage } from './parse-message.js';

/** Larger values are left out of the copy; their place says where to read them. */
const LARGEST_VALUE = 900_000;

/**
 * The copy of a message that can never be stored: its key, value and headers, the reason in
 * `error-code`, `error-pointer` and `error-message`, and its place in `original-topic`,
 * `original-partition`, `original-offset` and `original-timestamp`.
 */
export const deadLetter = ({ topic, partition, message }: PlacedMessage, reason: Violation): Message => {
  const headers: IHeaders = {
    ...message.headers,
    'error-code': reason.code,
    'error-pointer': reason.pointer,
    'error-message': reason.message,
    'original-topic': topic,
    'original-partition': String(partition),
    'original-offset': message.offset,
    'original-timestamp': message.timestamp,
  };
  const isLarge = (message.value?.length ?? 0) > LARGEST_VALUE;
  return {
    key: message.key,
    value: isLarge ? null : message.value,
    headers: isLarge ? { ...headers, 'original-value': 'omitted: too large' } : headers,
  };
};
