import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { adoptionOf } from './adoption.js';

const actors = fc.uniqueArray(fc.nat({ max: 6 }), { maxLength: 6 });

it('tells who is new, returns and lapses, as their first and last times say', () => {
  fc.assert(
    fc.property(actors, actors, fc.array(actors, { maxLength: 6 }), (older, before, buckets) => {
      const times = [older, before, ...buckets];
      const found = adoptionOf(
        new Set([...older, ...before]),
        new Set(before),
        buckets.map((bucket) => new Set(bucket)),
      );
      for (const [at, bucket] of buckets.entries()) {
        const place = at + 2;
        const firstOf = (actor: number): number => times.findIndex((some) => some.includes(actor));
        expect(found[at]).toEqual({
          actors: bucket.length,
          new: bucket.filter((actor) => firstOf(actor) === place).length,
          returning: bucket.filter((actor) => firstOf(actor) < place).length,
          lapsed: times[place - 1]!.filter((actor) => !bucket.includes(actor)).length,
        });
      }
    }),
  );
});
