const LENGTH = 36;
const HYPHEN = 45;
/** 1 at the character codes of hexadecimal digits. */
const IS_HEX = new Uint8Array(128);
for (const digit of '0123456789abcdefABCDEF') IS_HEX[digit.charCodeAt(0)] = 1;

/**
 * Whether the value is a UUID of any version in its 36-character form. A loop, because every usage
 * has three and a regular expression takes several times as long.
 */
export const isUuid = (value: unknown): value is string => {
  if (typeof value !== 'string' || value.length !== LENGTH) return false;
  for (let at = 0; at < LENGTH; at += 1) {
    const code = value.charCodeAt(at);
    const isRight = at === 8 || at === 13 || at === 18 || at === 23 ? code === HYPHEN : IS_HEX[code] === 1;
    if (!isRight) return false;
  }
  return true;
};

/**
 * The time that a UUIDv7 carries (RFC 9562, 5.7), in milliseconds since 1970.
 * @returns undefined for a UUID of another version or variant.
 */
export const uuidV7Time = (uuid: string): number | undefined =>
  /^.{14}7.{4}[89ab]/i.test(uuid) ? Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16) : undefined;
