/** Longer pointers, and names in them, are cut short: a name may be as long as the body it comes in. */
const MAX_LENGTH = 400;
const MAX_NAME = 80;

const escape = (name: string): string => {
  const short = name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}…` : name;
  return short.replaceAll('~', '~0').replaceAll('/', '~1');
};

/** The JSON Pointer (RFC 6901) along these names, cut short with an ellipsis where it is long. */
export const jsonPointer = (names: readonly string[]): string => {
  let pointer = '';
  for (const name of names) {
    if (pointer.length > MAX_LENGTH) return `${pointer}/…`;
    pointer += `/${escape(name)}`;
  }
  return pointer;
};
