import { v5 as uuidV5 } from 'uuid';
import { EVENT_ATTRIBUTES } from '../common/binary-event.js';
import { decodeText } from '../common/json/decode-text.js';
import { parseJson } from '../common/json/parse-json.js';
import { isJsonType } from '../common/media-types.js';
import type { Violation } from '../common/tracker-error.js';
import { isUuid } from '../common/uuid.js';
import { isStorableText } from '../common/validation/json-sanity.js';
import { idOf, parseUsage, type UsageParser } from './parse-usage.js';

/** Under which the ids of events that are not UUIDs become UUIDv5; never to be changed. */
const NAMESPACE = 'c0a1f2f5-8d0b-5d0e-9c39-7d9d3d6c2a41';

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isJson = (contentType: unknown): boolean =>
  contentType == null || (typeof contentType === 'string' && isJsonType(contentType));

const violation = (pointer: string, code: string, allowed: string, message: string): Violation => ({
  pointer,
  code,
  allowed,
  message,
});

const MISSING_OR_NO_TEXT = 'text of at least one character';

/** How an attribute is called where the event stands: by its name, or by the header that it is in. */
type Label = (attribute: string) => string;

const attributeFaults = (event: Fields, label: Label): Violation[] => {
  const faults: Violation[] = [];
  for (const name of EVENT_ATTRIBUTES) {
    const value = event[name];
    if (typeof value !== 'string' || value === '') {
      const message = `${label(name)} is missing or no text; a CloudEvent needs one.`;
      faults.push(violation(`/${name}`, 'required', MISSING_OR_NO_TEXT, message));
    } else if (!isStorableText(value)) {
      const message = `${label(name)} is no Unicode text in UTF-8.`;
      faults.push(violation(`/${name}`, 'invalid_text', 'Unicode text, in UTF-8', message));
    } else if (name === 'specversion' && value !== '1.0') {
      const message = `${label(name)} is not "1.0", the only version of CloudEvents that is taken.`;
      faults.push(violation('/specversion', 'not_allowed', '"1.0"', message));
    }
  }
  return faults;
};

/** The data of an event, or why it is no usage. */
type Data = { readonly data: Fields } | { readonly fault: Violation };

const refuseData = (message: string, pointer = '/data'): Data => ({
  fault: violation(pointer, 'wrong_type', 'a JSON object', message),
});

const base64Data = (base64: unknown): Data => {
  if (typeof base64 !== 'string' || !/^[\w+/-]*={0,2}$/.test(base64)) {
    return refuseData('data_base64 is no text in Base64.', '/data_base64');
  }
  try {
    const data = parseJson(decodeText(Buffer.from(base64, 'base64')));
    if (isObject(data)) return { data };
  } catch {
    // Said below: whoever encoded it knows what it is.
  }
  return refuseData('data_base64 is no JSON object; it must be a usage.', '/data_base64');
};

const dataOf = ({ data, data_base64: base64, datacontenttype: type }: Fields, label: Label): Data => {
  if (!isJson(type)) {
    const message = `The data is no JSON, as ${label('datacontenttype')} says; it must be a usage as a JSON object.`;
    return refuseData(message);
  }
  if (base64 == null) return isObject(data) ? { data } : refuseData('data is no object; it must be a usage.');
  return data == null ? base64Data(base64) : refuseData('There are both data and data_base64.');
};

const isOwnPattern = (data: Fields): boolean => data['pattern_id'] != null || data['pattern'] != null;

/** The pattern that the data names, or else the subject, by its id or name. */
const patternOf = (data: Fields, subject: unknown): Fields => {
  if (isOwnPattern(data)) return {};
  return typeof subject === 'string' && !isUuid(subject) ? { pattern: subject } : { pattern_id: subject };
};

/** A fault of the usage, said of the attribute that its value comes from. */
const inEvent = (fault: Violation, { data, subject }: Fields & { data: Fields }, label: Label): Violation => {
  const said = (attribute: string): Violation => ({
    ...fault,
    pointer: `/${attribute}`,
    message: fault.message.replace(/^(?:id|created_at|pattern_id|pattern)\b/, label(attribute)),
  });
  if (fault.pointer === '/id' && data['id'] == null) return said('id');
  if (fault.pointer === '/created_at' && data['created_at'] == null) return said('time');
  if (/^\/pattern(_id)?$/.test(fault.pointer) && !isOwnPattern(data) && subject != null)
    return said('subject');
  return { ...fault, pointer: `/data${fault.pointer}` };
};

/**
 * Reads the usage in a CloudEvent 1.0: `data` holds its fields, the event's `id` and `time` are its id
 * and created_at, and `subject` its pattern_id or its pattern's name, each where data has none of its own. An id that is no
 * UUID becomes the UUIDv5 of source and id, which are unique together. `data_base64` is read where it is
 * JSON; `dataschema` and extension attributes are left aside.
 */
export const cloudEventParser =
  (label: Label): UsageParser =>
  (event, now, rules) => {
    if (!isObject(event)) {
      const message = 'The item is no object; it must be a CloudEvent.';
      return { id: null, violations: [violation('', 'wrong_type', 'a JSON object', message)] };
    }
    const read = dataOf(event, label);
    const faults = [...attributeFaults(event, label), ...('fault' in read ? [read.fault] : [])];
    if ('fault' in read || faults.length > 0) return { id: idOf(event), violations: faults };
    const { data } = read;
    const { id, source, time, subject } = event as {
      id: string;
      source: string;
      time?: unknown;
      subject?: unknown;
    };
    const { usage, violations } = parseUsage(
      {
        ...data,
        id: data['id'] ?? (isUuid(id) ? id : uuidV5(JSON.stringify([source, id]), NAMESPACE)),
        created_at: data['created_at'] ?? time,
        ...patternOf(data, subject),
      },
      now,
      rules,
    );
    if (!violations) return { usage };
    const placed = { data, subject };
    return { id: idOf(event), violations: violations.map((fault) => inEvent(fault, placed, label)) };
  };

/** Of structured mode (JSON format). */
export const parseCloudEvent = cloudEventParser((name) => name);
