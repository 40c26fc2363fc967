import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { adoptionOf } from './adoption.js';

const actors = fc.uniqueArray(fc.nat({ max: 6 }), { maxLength: 6 });

it('tells who is new, returns and lapses, as their first and last times say', () => {
  fc.assert(
    fc.property(
      actors,
      actors,
      actors,
      fc.array(actors, { maxLength: 6 }),
      (older, before, cutOff, buckets) => {
        const times = [older, before, cutOff, ...buckets];
        const found = adoptionOf(
          new Set([...older, ...before, ...cutOff]),
          new Set(before),
          new Set(cutOff),
          buckets.map((bucket) => new Set(bucket)),
        );
        for (const [at, bucket] of buckets.entries()) {
          const place = at + 3;
          // The whole bucket before it: of the second one also what is cut off.
          const last = at === 0 ? before : [...(at === 1 ? cutOff : []), ...times[place - 1]!];
          const firstOf = (actor: number): number => times.findIndex((some) => some.includes(actor));
          expect(found[at]).toEqual({
            actors: bucket.length,
            new: bucket.filter((actor) => firstOf(actor) === place).length,
            returning: bucket.filter((actor) => firstOf(actor) < place).length,
            lapsed: new Set(last.filter((actor) => !bucket.includes(actor))).size,
          });
        }
      },
    ),
  );
});
