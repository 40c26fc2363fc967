import { parseDocument } from 'yaml';

/** A document takes the parser up to a tenth of a second at this length, whatever is in it. */
export const MAX_YAML_LENGTH = 65_536;
/** How often aliases may repeat what they stand for. */
const MAX_ALIASES = 20;
const MAX_REASON = 200;

const firstLine = (text: string): string => text.split('\n', 1)[0]!.replace(/[:.]$/, '').slice(0, MAX_REASON);

/**
 * The fields of one YAML document, every scalar as the text that it is written as: 1.10 is no number.
 * @throws Error whose message says in a sentence what is wrong.
 */
export const readYaml = (text: string): Readonly<Record<string, unknown>> => {
  if (text.length > MAX_YAML_LENGTH) {
    throw new Error(`Its YAML is longer than ${MAX_YAML_LENGTH} characters.`);
  }
  const document = parseDocument(text, { schema: 'failsafe', logLevel: 'error', uniqueKeys: false });
  const [error] = document.errors;
  if (error) throw new Error(`Its YAML cannot be read: ${firstLine(error.message)}.`);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    throw new Error(`Its YAML cannot be read: ${firstLine((error as Error).message)}.`, { cause: error });
  }
  if (value === null || value === '') return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw new Error('Its YAML is no list of fields.');
  return value as Record<string, unknown>;
};

/** A field by its name, of an object of any kind. */
export const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;

/** A field's text without the space around it; undefined where there is none. */
export const textOf = (value: unknown, name: string): string | undefined => {
  const text = fieldOf(value, name);
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined;
};

/** A field's texts; none where it is no list. */
export const textsOf = (value: unknown, name: string): readonly string[] => {
  const texts = fieldOf(value, name);
  return Array.isArray(texts) ? texts.filter((text) => typeof text === 'string') : [];
};
