import type { Attributes } from './attributes.js';

/** Longer texts are not read as JSON. */
const MAX_JSON = 65_536;

const isObject = (value: unknown): value is Attributes =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A map, or the JSON text of one. */
const objectIn = (value: unknown): Attributes | undefined => {
  if (typeof value !== 'string') return isObject(value) ? value : undefined;
  if (value.length > MAX_JSON || !value.trimStart().startsWith('{')) return undefined;
  try {
    const json: unknown = JSON.parse(value);
    return isObject(json) ? json : undefined;
  } catch {
    // It is a text that looks like JSON.
    return undefined;
  }
};

/**
 * What is under a name: an attribute, or what is inside of one that is a map or the JSON text of one, as in
 * `tool_parameters.skill_name`. Of several ways to read the name the one of the longest attribute.
 * @returns undefined where there is nothing.
 */
export const findAttribute = (attributes: Attributes, name: string): unknown => {
  if (Object.hasOwn(attributes, name)) return attributes[name];
  for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
    const outer = name.slice(0, dot);
    const inside = Object.hasOwn(attributes, outer) ? objectIn(attributes[outer]) : undefined;
    const found = inside && findAttribute(inside, name.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
};
