const PAIRS = /[\ud800-\udbff][\udc00-\udfff]/g;

/**
 * Whether a text has so many characters, both bounds included: Unicode code points, as JSON Schema counts
 * them. Counted only where the UTF-16 units, of which a character has one or two, leave it open.
 */
export const isTextWithin = (text: string, min: number, max: number): boolean => {
  const { length } = text;
  if (length < min || length > 2 * max) return false;
  if (length <= max && length >= 2 * min) return true;
  const characters = length - (text.match(PAIRS)?.length ?? 0);
  return characters >= min && characters <= max;
};
