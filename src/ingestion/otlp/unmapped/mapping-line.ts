import { writeJson } from '../../../common/json/write-json.js';
import { namingAttribute } from './naming-attribute.js';

/** Stands where nobody can say which attribute it is. */
const SOME_ATTRIBUTE = 'ATTRIBUTE';

/**
 * The line of configuration under which events or spans of a name become usages, in quotes that a shell and a file .env
 * read.
 * @param attributes names of attributes that they have.
 */
export const mappingLine = (name: string, attributes: readonly string[]): string => {
  const setting = writeJson({ [name]: { pattern: namingAttribute(attributes) ?? SOME_ATTRIBUTE } });
  return `OTLP_EVENTS='${setting.replaceAll("'", String.raw`\u0027`)}'`;
};
