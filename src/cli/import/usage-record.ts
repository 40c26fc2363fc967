import type { Violation } from '../../common/tracker-error.js';

/** A usage as a file has it, or why there is none. */
export type UsageRecord =
  | { readonly line: number; readonly usage: unknown; readonly fault?: undefined }
  | { readonly line: number; readonly fault: Violation; readonly text: string | undefined };

/** Records that are handed on together, at the most. */
export const CHUNK_ITEMS = 1000;

/** The longest record that is taken, in bytes or characters: what the server's streams take. */
export const RECORD_LIMIT = 1_048_576;

/** A record that is too long; the file's later ones are read all the same. */
export const tooLong = (line: number): UsageRecord => {
  const allowed = `at most ${RECORD_LIMIT} bytes`;
  const message = `The usage is too long; it must be ${allowed}.`;
  return { line, fault: { pointer: '', code: 'too_large', allowed, message }, text: undefined };
};
