import { createHmac } from 'node:crypto';

/** How a hash begins; never to be changed. */
const PREFIX = 'hashed:';
/** Bytes of a hash that are kept: among a billion people no two are likely to share them. */
const KEPT_BYTES = 16;
const HASH = /^hashed:[\da-f]{32}$/;

/** What is kept of an actor. */
export type KeptActor = (actor: string) => string;

/** A keyed hash (HMAC-SHA-256, 128 bits, in hex); what is one already, as in an export, stays as it is. */
export const hashedActor =
  (key: string | Buffer): KeptActor =>
  (actor) =>
    HASH.test(actor)
      ? actor
      : PREFIX + createHmac('sha256', key).update(actor).digest().toString('hex', 0, KEPT_BYTES);

/** The actor as it was said. */
export const plainActor: KeptActor = (actor) => actor;
