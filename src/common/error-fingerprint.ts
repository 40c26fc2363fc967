/** Longest fingerprint, in UTF-16 units. */
const MAX_LENGTH = 256;

/** So much of a message decides; the rest is a stack or a dump. */
const MAX_READ = 1024;

/** The same message comes over and over; so many are known. */
const MAX_KNOWN = 256;
const known = new Map<string, string>();

/** What differs between errors of one kind, most telling first; each is linear in the text's length. */
const MASKS: readonly (readonly [RegExp, string])[] = [
  [/\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s'"<>)\]]+/gi, '<url>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<uuid>'],
  [/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?/gi, '<time>'],
  // Begins where a word does: from the middle of a long one every start would read it again.
  [/(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g, '<email>'],
  [/\b(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?\b/g, '<ip>'],
  [/(?<![\w<])(?:[A-Za-z]:\\|\.{0,2}\/|~\/)(?:[^\s'":;,<>()[\]/\\]+[/\\])*[^\s'":;,<>()[\]/\\]+/g, '<path>'],
  [/\b0x[0-9a-f]+\b/gi, '<hex>'],
  [/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,}\b/gi, '<hex>'],
  [/(?<![A-Za-z])-?\d+(?:[.,]\d+)*/g, '<n>'],
];

const maskAll = (message: string): string => {
  let text = message;
  for (const [pattern, mask] of MASKS) text = text.replace(pattern, mask);
  text = text.replace(/\s+/g, ' ').trim().slice(0, MAX_LENGTH);
  // Half a surrogate pair is no text that a database takes.
  return /[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text;
};

/**
 * What an error message has in common with others of its kind: numbers, ids, times, addresses and
 * paths are masked, white space is folded, and it is cut to 256 characters. The same message always
 * has the same fingerprint.
 */
export const errorFingerprint = (message: string): string => {
  const read = message.slice(0, MAX_READ);
  let fingerprint = known.get(read);
  if (fingerprint === undefined) {
    fingerprint = maskAll(read);
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(read, fingerprint);
  }
  return fingerprint;
};
