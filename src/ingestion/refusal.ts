import { InvalidInputError, TrackerError } from '../common/tracker-error.js';

/** Why usages are refused, by the code under which they are counted. */
const SENTENCES: Readonly<Record<string, string>> = {
  required: 'A field that has to be there is missing.',
  not_allowed: 'A field has none of the values that are allowed there.',
  out_of_range: 'A number or a time lies outside of what is allowed.',
  wrong_type: 'A value is of another type than it has to be.',
  unknown_field: 'There is a field that nothing documents.',
  invalid_uuid: 'An id is no UUID.',
  invalid_time: 'A time is not written as RFC 3339 wants it, with its zone.',
  invalid_text: 'A text is too long, too short or no Unicode text.',
  invalid_list: 'A list is too long, or has something in it that it may not have.',
  invalid_object: 'An object is too large, or is none.',
  too_deep: 'Values are nested too deeply.',
  too_large: 'A line of NDJSON is longer than ITEM_LIMIT_BYTES.',
  malformed_json: 'A line or a message is not valid JSON.',
  unreadable: 'A message cannot be read.',
  unstorable: 'The store refuses a value.',
  malformed_body: 'A whole request could not be read; it counts as one.',
  body_too_large: 'A whole request was larger than is allowed; it counts as one.',
  unsupported_media_type: 'A whole request was of a type that is not taken; it counts as one.',
  overloaded: 'More came in than could be stored; the sender was told to try again.',
  store_unavailable: 'The store was not available; the sender was told to try again.',
  internal_error: 'Something went wrong on the server.',
};

/** What a code says, in a sentence for people. */
export const refusalSentence = (code: string): string => SENTENCES[code] ?? 'Refused for another reason.';

/** The code under which a usage is counted that ended in this error; of several faults the first. */
export const refusalCode = (error: unknown): string => {
  if (error instanceof InvalidInputError) return error.violations[0]?.code ?? error.code;
  return error instanceof TrackerError ? error.code : 'internal_error';
};
