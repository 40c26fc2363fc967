import { isUtf8 } from 'node:buffer';

const QUOTE = 0x22;
/** Where bytes that are no UTF-8 go: to halves of surrogate pairs, which no text may have. */
const LOW_SURROGATES = 0xdc00;

const isUtf16 = (bytes: Uint8Array): boolean =>
  (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);

/** Why bytes at the beginning of a text say that it is not UTF-8 at all; undefined where they do not. */
export const encodingFault = (head: Uint8Array): string | undefined =>
  isUtf16(head) ? 'It is in UTF-16; it must be in UTF-8.' : undefined;

const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();

const marked = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => String.fromCharCode(byte < 0x80 ? byte : LOW_SURROGATES + byte)).join('');

/**
 * Bytes as text. What is no UTF-8 is never replaced silently: between two quotes it becomes halves of
 * surrogate pairs, so that the field it stands in is refused by name and the others are read.
 */
export const decodeText = (bytes: Uint8Array): string => {
  if (isUtf8(bytes)) return textOf(bytes);
  const parts: string[] = [];
  for (let from = 0; from < bytes.length;) {
    const quote = bytes.indexOf(QUOTE, from);
    const end = quote === -1 ? bytes.length : quote + 1;
    const part = bytes.subarray(from, end);
    parts.push(isUtf8(part) ? textOf(part) : marked(part));
    from = end;
  }
  return parts.join('');
};
