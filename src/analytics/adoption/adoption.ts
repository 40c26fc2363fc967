/** Who used something in a bucket. */
export interface AdoptionBucket {
  readonly actors: number;
  /** Never before, in all that is kept. */
  readonly new: number;
  /** Before as well. */
  readonly returning: number;
  /** In the bucket before, and not in this one. */
  readonly lapsed: number;
}

/**
 * The course of who comes, stays and leaves.
 * @param earlier who was there before the first bucket, whenever that was.
 * @param before who was there in the bucket before the first.
 * @param cutOff who was there in what a range cuts off of the first bucket.
 * @param buckets who was there in each, in the order of time.
 */
export const adoptionOf = (
  earlier: ReadonlySet<number>,
  before: ReadonlySet<number>,
  cutOff: ReadonlySet<number>,
  buckets: readonly ReadonlySet<number>[],
): AdoptionBucket[] => {
  const seen = new Set(earlier);
  let last = before;
  return buckets.map((actors, place) => {
    const lapsed = [...last].filter((actor) => !actors.has(actor)).length;
    const known = seen.size;
    for (const actor of actors) seen.add(actor);
    last = place === 0 ? new Set([...cutOff, ...actors]) : actors;
    const fresh = seen.size - known;
    return { actors: actors.size, new: fresh, returning: actors.size - fresh, lapsed };
  });
};
