/** From so many usages on, their number takes nothing off a confidence. */
export const FULL_CONFIDENCE_SAMPLES = 30;

/** How far what was measured so many times can be relied on: 0..1. */
export const sampleConfidence = (samples: number): number => Math.min(samples / FULL_CONFIDENCE_SAMPLES, 1);
