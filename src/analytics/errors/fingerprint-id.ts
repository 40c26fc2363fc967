import { createHash } from 'node:crypto';

const LENGTH = 16;

/** What ids of fingerprints look like. */
export const FINGERPRINT_ID = new RegExp(`^[0-9a-f]{${LENGTH}}$`);

/** A short name for a fingerprint, always the same: the first 16 hexadecimal digits of its SHA-256. */
export const fingerprintId = (fingerprint: string): string =>
  createHash('sha256').update(fingerprint).digest('hex').slice(0, LENGTH);
