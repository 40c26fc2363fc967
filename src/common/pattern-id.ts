import { v5 as uuidV5 } from 'uuid';
import { isUuid } from './uuid.js';

/** Under which names of patterns become their ids; never to be changed. */
const NAMESPACE = '5c2f0f0e-3e53-5b0d-9a0c-52d1f0a5b7c4';

/** The longest name of a pattern, in characters. */
export const MAX_PATTERN_NAME = 256;

/**
 * The id of the pattern that a text names: the text itself, in lower case, where it is a UUID; else the
 * UUIDv5 (RFC 9562, 5.5) of the name's UTF-8, so that every source makes the same id of the same name.
 */
export const patternIdOf = (text: string): string =>
  // uuid takes text that is no Unicode for an error, TextEncoder replaces it; browsers have it too.
  isUuid(text) ? text.toLowerCase() : uuidV5(new TextEncoder().encode(text), NAMESPACE);

/** The name that a text gives a pattern; undefined for a UUID, which names nothing. */
export const patternNameIn = (text: string): string | undefined => (isUuid(text) ? undefined : text);
