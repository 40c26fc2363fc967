/** Snappy in the framing of Kafka's clients, as one literal of at most 64 KiB. */
export const snappyOf = (bytes: Buffer): Buffer => {
  const size = bytes.length;
  const literal = [(size & 0x7f) | 0x80, ((size >> 7) & 0x7f) | 0x80, size >> 14, 61 << 2];
  const block = Buffer.concat([Buffer.from([...literal, (size - 1) & 0xff, (size - 1) >> 8]), bytes]);
  const header = Buffer.from([0x82, ...Buffer.from('SNAPPY'), 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0]);
  header.writeUInt32BE(block.length, 16);
  return Buffer.concat([header, block]);
};
