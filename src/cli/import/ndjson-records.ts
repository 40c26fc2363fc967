import { ndjsonChunks } from '../../common/ndjson.js';
import { CHUNK_ITEMS, RECORD_LIMIT, tooLong, type UsageRecord } from './usage-record.js';

const LIMITS = { itemBytes: RECORD_LIMIT, totalBytes: Infinity, chunkItems: CHUNK_ITEMS };

/** The records of NDJSON in chunks; blank lines are left out. */
export async function* ndjsonRecords(source: AsyncIterable<Buffer>): AsyncGenerator<UsageRecord[]> {
  for await (const { items } of ndjsonChunks(source, LIMITS)) {
    yield items.map((item): UsageRecord => {
      if (!item.fault) return { line: item.line, usage: item.value };
      if (item.fault.code === 'too_large') return tooLong(item.line);
      return { line: item.line, fault: item.fault, text: item.text };
    });
  }
}
