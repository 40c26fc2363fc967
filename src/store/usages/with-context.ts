import { parseJson } from '../../common/json/parse-json.js';

/** A usage whose context was read as text, so that no digit of its numbers is lost. */
export const withContext = <Row extends { readonly context: unknown }>(row: Row): Row =>
  typeof row.context === 'string' ? { ...row, context: parseJson(row.context) } : row;
