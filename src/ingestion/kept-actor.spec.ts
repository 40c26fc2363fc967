import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hashedActor } from './kept-actor.js';

const key = fc.string({ minLength: 16 });
const actor = fc.string({ minLength: 1, maxLength: 128, unit: 'binary' });

describe('what is kept of an actor', () => {
  it('is HMAC-SHA-256, cut to 128 bits', () => {
    // RFC 4231, 4.3
    expect(hashedActor('Jefe')('what do ya want for nothing?')).toBe(
      'hashed:5bdcc146bf60754e6a042426089575c7',
    );
  });

  it('is the same for the same actor under the same key alone, and is not hashed again', () => {
    fc.assert(
      fc.property(key, key, actor, actor, (one, other, somebody, nobody) => {
        const kept = hashedActor(one)(somebody);
        expect(hashedActor(Buffer.from(one))(somebody)).toBe(kept);
        expect(hashedActor(other)(kept)).toBe(kept);
        expect(hashedActor(other)(somebody) === kept).toBe(one === other);
        expect(hashedActor(one)(nobody) === kept).toBe(somebody === nobody);
      }),
    );
  });
});
