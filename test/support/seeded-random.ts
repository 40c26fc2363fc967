/** Draws numbers from 0 to below 1. */
export type Draw = () => number;

/** Looked up once: within Jest's modules each look at a global takes longer than the draw. */
const { imul } = Math;

/** The same numbers for the same seed (mulberry32). */
export const seededRandom = (seed: number): Draw => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** How many of n usages succeed, each with the same chance. */
export const drawBinomial = (draw: Draw, n: number, rate: number): number => {
  let successes = 0;
  for (let usage = 0; usage < n; usage += 1) successes += draw() < rate ? 1 : 0;
  return successes;
};

/**
 * How many of a day's n usages succeed where any two of them correlate: a beta-binomial count by
 * Pólya's urn.
 * @param correlation 0 to below 1.
 */
export const drawCorrelated = (draw: Draw, n: number, rate: number, correlation: number): number => {
  if (correlation === 0) return drawBinomial(draw, n, rate);
  const weight = 1 / correlation - 1;
  let successes = 0;
  for (let seen = 0; seen < n; seen += 1) {
    successes += draw() * (weight + seen) < rate * weight + successes ? 1 : 0;
  }
  return successes;
};
