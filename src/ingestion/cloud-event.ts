import { v5 as uuidV5 } from 'uuid';
import type { Violation } from '../common/tracker-error.js';
import { isUuid } from '../common/uuid.js';
import { idOf, parseUsage, type UsageParser } from './parse-usage.js';

/** Under which the ids of events that are not UUIDs become UUIDv5; never to be changed. */
const NAMESPACE = 'c0a1f2f5-8d0b-5d0e-9c39-7d9d3d6c2a41';

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isJson = (mediaType: unknown): boolean =>
  mediaType == null ||
  (typeof mediaType === 'string' && /^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(mediaType));

const violation = (pointer: string, code: string, allowed: string, message: string): Violation => ({
  pointer,
  code,
  allowed,
  message,
});

const MISSING_OR_NO_TEXT = 'text of at least one character';

const envelopeFaults = (event: Fields): Violation[] => {
  const faults: Violation[] = [];
  if (event['specversion'] !== '1.0') {
    const message = 'specversion is not "1.0", the only version of CloudEvents that is taken.';
    faults.push(violation('/specversion', 'not_allowed', '"1.0"', message));
  }
  for (const name of ['id', 'source', 'type']) {
    if (typeof event[name] === 'string' && event[name] !== '') continue;
    const message = `${name} is missing or no text; a CloudEvent needs one.`;
    faults.push(violation(`/${name}`, 'required', MISSING_OR_NO_TEXT, message));
  }
  if (event['data_base64'] !== undefined || !isJson(event['datacontenttype'])) {
    const message = 'The data is no JSON; it must be a usage as a JSON object in data.';
    faults.push(violation('/data', 'wrong_type', 'a JSON object', message));
  } else if (!isObject(event['data'])) {
    faults.push(violation('/data', 'wrong_type', 'a JSON object', 'data is no object; it must be a usage.'));
  }
  return faults;
};

/** Where in the event a fault of the usage stands. */
const pointerInEvent = (pointer: string, data: Fields): string => {
  if (pointer === '/id' && data['id'] == null) return '/id';
  if (pointer === '/created_at' && data['created_at'] == null) return '/time';
  return `/data${pointer}`;
};

/**
 * The usage in a CloudEvent of structured mode (CloudEvents 1.0, JSON format): `data` holds its
 * fields, the event's `id` and `time` are its id and created_at, and `subject` its pattern_id, each
 * where data has none of its own. An id that is no UUID becomes the UUIDv5 of source and id, which
 * are unique together. Extension attributes are left aside.
 */
export const parseCloudEvent: UsageParser = (event, now, config) => {
  if (!isObject(event)) {
    const message = 'The item is no object; it must be a CloudEvent.';
    return { id: null, violations: [violation('', 'wrong_type', 'a JSON object', message)] };
  }
  const faults = envelopeFaults(event);
  if (faults.length > 0) return { id: idOf(event), violations: faults };
  const { id, source, time, subject } = event as {
    id: string;
    source: string;
    time?: unknown;
    subject?: unknown;
  };
  const data = event['data'] as Fields;
  const { usage, violations } = parseUsage(
    {
      ...data,
      id: data['id'] ?? (isUuid(id) ? id : uuidV5(JSON.stringify([source, id]), NAMESPACE)),
      created_at: data['created_at'] ?? time,
      pattern_id: data['pattern_id'] ?? subject,
    },
    now,
    config,
  );
  if (!violations) return { usage };
  return {
    id: idOf(event),
    violations: violations.map((fault) => ({ ...fault, pointer: pointerInEvent(fault.pointer, data) })),
  };
};
