/** Longer pointers, and names in them, are cut short: a name may be as long as the body it comes in. */
const LONGEST = 400;
const LONGEST_NAME = 80;

const escape = (name: string): string => {
  const short = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
  return short.replaceAll('~', '~0').replaceAll('/', '~1');
};

/** The JSON Pointer (RFC 6901) along these names, cut short with an ellipsis where it is long. */
export const jsonPointer = (names: readonly string[]): string => {
  let pointer = '';
  for (const name of names) {
    if (pointer.length > LONGEST) return `${pointer}/…`;
    pointer += `/${escape(name)}`;
  }
  return pointer;
};
