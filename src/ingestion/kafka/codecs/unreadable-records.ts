import type { BatchHeader } from './batch-header.js';

/** The header in which a message says that its batch could not be decompressed, and why. */
export const UNREADABLE = 'unreadable-batch';

/** A signed number as Kafka's records have it: in zigzag, seven bits a byte, the lowest first. */
const variable = (value: number): Buffer => {
  const bytes: number[] = [];
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return Buffer.from([...bytes, rest]);
};

const text = (value: string): Buffer[] => [variable(Buffer.byteLength(value)), Buffer.from(value)];

const NONE = variable(-1);

/** What stands in the place of records that cannot be decompressed: as many without key and value, with the reason. */
export const unreadableRecords = ({ count, lastOffsetDelta }: BatchHeader, reason: string): Buffer => {
  const rest = Buffer.concat([NONE, NONE, variable(1), ...text(UNREADABLE), ...text(reason)]);
  const records = Array.from({ length: count }, (_, at) => {
    // The reader goes on after the last, also where some between were taken out.
    const offset = variable(at === count - 1 ? lastOffsetDelta : at);
    const head = Buffer.concat([Buffer.from([0, 0]), offset]);
    return Buffer.concat([variable(head.length + rest.length), head, rest]);
  });
  return Buffer.concat(records);
};
