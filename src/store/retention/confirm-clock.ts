import { DAY_MS } from '../../common/time-range.js';

/** What was read from a clock that may be set wrong; milliseconds. */
export interface ClockReadings {
  readonly latest: number;
  /** A reading that the clock has run on from for a day; null before there is one. */
  readonly confirmed: number | null;
}

/**
 * Takes a reading. What is deleted by age is deleted by the confirmed one, so that a clock that is set
 * ahead deletes nothing if it is set right within a day.
 */
export const confirmClock = (known: ClockReadings | undefined, now: number): ClockReadings => {
  if (!known) return { latest: now, confirmed: null };
  const { latest, confirmed } = known;
  if (now < latest) return { latest: now, confirmed: confirmed === null ? null : Math.min(confirmed, now) };
  return now - latest < DAY_MS ? known : { latest: now, confirmed: latest };
};
