/** What a value takes of the memory beside its text, at the most: measured on Node 20, rounded up. */
const BYTES_A_BRACKET = 64;
const BYTES_A_COMMA = 32;
/** Shorter texts weigh little either way. */
const MIN_WEIGHED = 4096;

const COMMA = 44;
const BRACE = 123;
const BRACKET = 91;

/** About as many bytes as a piece of JSON takes as text and once it is parsed, at the most. */
export const jsonWeight = (json: Buffer): number => {
  const { length } = json;
  if (length < MIN_WEIGHED) return length;
  let weight = length;
  for (let at = 0; at < length; at += 1) {
    const byte = json[at];
    if (byte === COMMA) weight += BYTES_A_COMMA;
    else if (byte === BRACE || byte === BRACKET) weight += BYTES_A_BRACKET;
  }
  return weight;
};
