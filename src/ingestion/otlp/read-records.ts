import type { ToldCall } from '../../common/usage.js';
import type { OtlpEvents } from '../../config/otlp-events.js';
import type { EventMapping } from '../../config/otlp/event-mapping.js';
import type { OtlpRecord } from './otlp-record.js';
import { fits, type Hash, type SaidUsage, toUsage } from './to-usage.js';
import { withoutNested } from './nested-spans.js';
import { toldCallOf } from './told-call.js';

/** A record that tells of a use of a pattern. */
export interface UsageRecord extends SaidUsage {
  /** Of its record in the request, from 0. */
  readonly index: number;
  /** The name that it is mapped under. */
  readonly name: string;
  /** Made of what the record says; undefined where that is not enough. */
  readonly id: string | undefined;
  /** Where it comes from. */
  readonly record: OtlpRecord;
  readonly mapping: EventMapping;
  /** The call that it tells of, where other records may tell of the same one. */
  readonly call: ToldCall | undefined;
}

/** A record that is no usage. */
export interface IgnoredRecord {
  readonly index: number;
  /** Its event, operation or span; empty where it has no name. */
  readonly name: string;
  /** The event that tells of the same use; undefined where the record tells of none. */
  readonly toldBy: string | undefined;
}

const MAX_NAME = 128;

export interface ReadRecords {
  readonly usages: readonly UsageRecord[];
  readonly ignored: readonly IgnoredRecord[];
}

const readRecord = (
  record: OtlpRecord,
  index: number,
  events: OtlpEvents,
  hash: Hash,
): UsageRecord | undefined => {
  for (const name of record.names) {
    const event = events.get(name);
    for (const mapping of event?.mappings ?? []) {
      const said = fits(mapping, record.attributes)
        ? toUsage(record, name, mapping, event!, hash)
        : undefined;
      if (!said) continue;
      const call = toldCallOf(record, mapping, said);
      return { ...said, index, name, id: record.idAs(name), record, mapping, call };
    }
  }
  return undefined;
};

/**
 * What the records of a request are: usages of patterns, or nothing to this server.
 * @param events what is a usage, by its name.
 */
export const readRecords = (records: readonly OtlpRecord[], events: OtlpEvents, hash: Hash): ReadRecords => {
  const found: UsageRecord[] = [];
  const ignored: IgnoredRecord[] = [];
  for (const [index, record] of records.entries()) {
    const usage = readRecord(record, index, events, hash);
    if (usage) found.push(usage);
    else ignored.push({ index, name: record.name.slice(0, MAX_NAME), toldBy: undefined });
  }
  const { usages, told } = withoutNested(found);
  return { usages, ignored: [...ignored, ...told] };
};
