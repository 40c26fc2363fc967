import { crc32c } from './crc-32c.js';

/** What of PostgreSQL 17's `global/pg_control` says whether the files beside it are whole. */
export interface ControlFile {
  /** It was shut down in order; else its log has to be replayed. */
  readonly isShutDown: boolean;
  /** The first file of the log that the next start needs, as a number. */
  readonly firstSegment: bigint;
  readonly timeline: number;
  /** Bytes of each file of the log. */
  readonly segmentBytes: number;
}

/** Offsets of `ControlFileData` in PostgreSQL 17; a newer one tells itself by its version. */
const VERSION = 1700;
const AT = { version: 8, state: 16, redo: 40, timeline: 48, segmentBytes: 228, crc: 288 };
const SHUT_DOWN = 1;

/** @returns what it says, or a phrase that says what is wrong with it. */
export const readControlFile = (bytes: Buffer): ControlFile | string => {
  if (bytes.length < AT.crc + 4) return `has ${bytes.length} bytes, which are too few`;
  if (bytes.readUInt32LE(AT.crc) !== crc32c(bytes.subarray(0, AT.crc))) return 'does not match its checksum';
  const version = bytes.readUInt32LE(AT.version);
  if (version !== VERSION) return `is of another version of PostgreSQL (${version}, not ${VERSION})`;
  const segmentBytes = bytes.readUInt32LE(AT.segmentBytes);
  return {
    isShutDown: bytes.readUInt32LE(AT.state) === SHUT_DOWN,
    firstSegment: bytes.readBigUInt64LE(AT.redo) / BigInt(segmentBytes),
    timeline: bytes.readUInt32LE(AT.timeline),
    segmentBytes,
  };
};
