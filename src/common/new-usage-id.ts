import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const BYTES = 16;
const pool = new Uint8Array(256 * BYTES);
let used = pool.length;

/**
 * A UUIDv7 of now. Its random bytes are drawn for many at a time: one call of the system each would be
 * a good part of what recording a usage costs.
 */
export const newUsageId = (): string => {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, used + BYTES);
  used += BYTES;
  return v7({ random });
};
