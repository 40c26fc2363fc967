import type { Bucket } from '../../common/calendar.js';
import { type AskedRange, hasBegun } from './usage-request.js';

/**
 * Which buckets an answer shows, by their places: those that something is in, and with `fills` all that
 * have begun. What has not begun yet is no gap.
 * @param used what is in a bucket, by its place.
 */
export const shownPlaces = (
  used: ReadonlyMap<number, unknown>,
  buckets: readonly Bucket[],
  range: Pick<AskedRange, 'elapsedTo'>,
  fills: boolean,
): number[] =>
  fills
    ? [...buckets.keys()].filter((place) => used.has(place) || hasBegun(buckets[place]!, range))
    : [...used.keys()].sort((a, b) => a - b);
