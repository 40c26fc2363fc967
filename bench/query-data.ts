import { v5 as uuidV5, v7 as uuidV7 } from 'uuid';
import { DAY_MS } from '../src/common/time-range.js';
import { PATTERNS } from './ingest-data.js';

const KNOWN_OUTCOMES = ['success', 'success', 'success', 'success', 'partial_success', 'failure', 'error'];
const ERRORS = ['Timeout after 30 ms', 'Connection to 10.0.0.7:5432 refused', 'Item 17 not found'];

/** A small generator of numbers from 0 to 1 (mulberry32), so that every run loads the same. */
const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** How often patterns are used up to each, by Zipf's law: the n-th 1/n as often as the first. */
const CUMULATED = PATTERNS.map((_, at) => at).reduce<number[]>((sums, at) => {
  sums.push((sums.at(-1) ?? 0) + 1 / (at + 1));
  return sums;
}, []);

const patternAt = (share: number): string => {
  const sought = share * CUMULATED.at(-1)!;
  let [low, high] = [0, CUMULATED.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (CUMULATED[middle]! < sought) low = middle + 1;
    else high = middle;
  }
  return PATTERNS[low]!;
};

/**
 * NDJSON lines of usages spread over the last 90 days, of 1,000 patterns with Zipf popularity; every
 * third shares its correlation with neighbours, every seventh is an error with a message; of 997 actors.
 */
export function* queryLines(count: number, seed: number, now: number): Generator<string> {
  const random = seeded(seed);
  for (let at = 0; at < count; at += 1) {
    const time = now - 60_000 - Math.floor(random() * 90 * DAY_MS);
    const outcome = KNOWN_OUTCOMES[Math.floor(random() * KNOWN_OUTCOMES.length)]!;
    yield JSON.stringify({
      id: uuidV7({ msecs: time }),
      pattern_id: patternAt(random()),
      outcome,
      quality_score: Math.round(random() * 1000) / 1000,
      execution_time_ms: Math.floor(Math.exp(random() * 8)),
      version: `1.${at % 5}`,
      context: { team: `team-${at % 7}` },
      actor: `actor-${at % 997}`,
      ...(at % 3 === 0
        ? { correlation_id: uuidV5(`${seed} ${Math.floor(at / 9)}`, '3b0d1f52-0b8f-4a52-a9b7-8a5f6f5c9d10') }
        : {}),
      ...(outcome === 'error' ? { error_message: ERRORS[Math.floor(random() * ERRORS.length)] } : {}),
    });
  }
}
