import type { OtlpEvents } from '../../config/otlp-events.js';
import type { OtlpRecord } from './otlp-record.js';
import { tellOnce } from './tell-once.js';
import { fits, type Hash, toUsage } from './to-usage.js';
import type { IgnoredRecord, UsageRecord } from './usage-record.js';

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
      if (said) return { ...said, index, name, id: record.idAs(name), record, mapping };
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
  const { usages, told } = tellOnce(found);
  return { usages, ignored: [...ignored, ...told] };
};
