import { parseRfc3339 } from '../../common/rfc3339.js';
import { InvalidInputError } from '../../common/tracker-error.js';
import { isUuid } from '../../common/uuid.js';
import { OTHER } from '../../store/rollups/dimension.js';
import type { Grouping } from '../query/grouping.js';

/** A row of the export of usage stats. */
export interface StatsPlace {
  /** The start of its bucket, milliseconds since 1970 UTC. */
  readonly timestamp: number;
  /** A pattern's id or the JSON of a value; empty for what lies beyond the limit, which comes last. */
  readonly identity: string;
}

const ALLOWED: Readonly<Record<Grouping['key'], string>> = {
  pattern: 'timestamp and pattern_id of a row, as the export has them, with a comma between',
  dimension: 'timestamp of a row and the JSON of its value, with a comma between',
};

/** A value's JSON as it is compared; undefined where it is none. */
const canonical = (json: string): string | undefined => {
  try {
    const value: unknown = JSON.parse(json);
    return value === null || typeof value === 'string' || value === OTHER ? JSON.stringify(value) : undefined;
  } catch {
    return undefined;
  }
};

const identityIn = (text: string, key: Grouping['key']): string | undefined => {
  if (text === '') return text;
  if (key === 'dimension') return canonical(text);
  return isUuid(text) ? text.toLowerCase() : undefined;
};

/**
 * The row after which an export goes on.
 * @throws InvalidInputError
 */
export const placeAfter = (after: string | undefined, key: Grouping['key']): StatsPlace | undefined => {
  if (after === undefined) return undefined;
  const comma = after.indexOf(',');
  const timestamp = parseRfc3339(after.slice(0, comma));
  const identity = identityIn(after.slice(comma + 1), key);
  if (timestamp !== undefined && identity !== undefined) return { timestamp, identity };
  const allowed = ALLOWED[key];
  const message = `after is ${JSON.stringify(after.slice(0, 80))}; it must be ${allowed}.`;
  throw new InvalidInputError([{ pointer: '/after', code: 'not_allowed', allowed, message }]);
};
