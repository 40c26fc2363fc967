import { createHash } from 'node:crypto';
import { v5 as uuidV5 } from 'uuid';
import { writeJson } from '../../common/json/write-json.js';
import type { UsageRecord } from './usage-record.js';

/** The name space of ids made for records that have none. */
const NAMESPACE = '5b1d0f0e-6c0b-4f7e-9d55-0f3a7d2a8c11';

/** A usage that may be sent again without being counted again, and whether the import gave it its time. */
export interface NamedUsage {
  readonly usage: unknown;
  readonly isUntimed: boolean;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Gives usages without an id one that is the same at every reading: made of the file's first usage,
 * so that equal records of two files are two, of the record's line and of what it says. A file that
 * only grows keeps its ids.
 * @param startedAt the time of usages that have neither id nor time, RFC 3339.
 */
export const nameUsages = (
  startedAt: string,
): ((record: Extract<UsageRecord, { usage: unknown }>) => NamedUsage) => {
  let file: string | undefined;
  return ({ line, usage }) => {
    const text = writeJson(usage);
    file ??= createHash('sha256').update(text).digest('hex');
    // What is no object the tracker refuses, with its words.
    if (!isObject(usage) || usage['id'] != null) return { usage, isUntimed: false };
    const id = uuidV5(`${file} ${line} ${text}`, NAMESPACE);
    if (usage['created_at'] != null) return { usage: { ...usage, id }, isUntimed: false };
    return { usage: { ...usage, id, created_at: startedAt }, isUntimed: true };
  };
};
