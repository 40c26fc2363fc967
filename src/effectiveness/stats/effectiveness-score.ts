import { sampleConfidence } from '../../common/sample-confidence.js';

/** What a pattern's effectiveness is computed from, over one range of time. */
export interface EffectivenessInput {
  /** Usages in the range, 0 or more. */
  readonly usages: number;
  /** Usages that count as success. */
  readonly successes: number;
  /** 0..1, or null where no usage had a quality. */
  readonly averageQuality: number | null;
}

export const RECOMMENDATIONS = [
  'highly_recommended',
  'recommended',
  'use_with_caution',
  'not_recommended',
  'insufficient_data',
] as const;
export type Recommendation = (typeof RECOMMENDATIONS)[number];

export interface Effectiveness {
  /** 0..1 */
  readonly effectiveness_score: number;
  /** 0..1 */
  readonly confidence: number;
  readonly recommendation: Recommendation;
  readonly components: {
    /** 0..1; null without usages. */
    readonly success_rate: number | null;
    /** 0..1; null where no usage had a quality, which counts 0. */
    readonly average_quality: number | null;
    /** 0..1; 1 from 100 usages on. */
    readonly usage_frequency: number;
  };
}

const USAGES_FOR_FULL_FREQUENCY = 100;

/** How much each component counts; they add up to 1. */
export const WEIGHTS = { success_rate: 0.5, average_quality: 0.3, usage_frequency: 0.2 } as const;

/** Takes off the last bits, which depend on the order of addition: 0.5 + 0.3 must not miss 0.8. */
const steady = (value: number): number => Number(value.toFixed(12));

/** What a recommendation takes, the highest first. */
export const RECOMMENDED = [
  { recommendation: 'highly_recommended', least: 0.8, confidence: 0.7 },
  { recommendation: 'recommended', least: 0.6, confidence: 0.5 },
  { recommendation: 'use_with_caution', least: 0.4, confidence: 0 },
] as const satisfies readonly { recommendation: Recommendation; least: number; confidence: number }[];

const recommend = (score: number, confidence: number): Recommendation =>
  RECOMMENDED.find((step) => score >= step.least && confidence >= step.confidence)?.recommendation ??
  'not_recommended';

/**
 * The original tracker's effectiveness:
 * score = 0.5 × success rate + 0.3 × average quality + 0.2 × min(usages / 100, 1);
 * confidence = min(usages / 30, 1). The recommendation is the first that holds of
 * `highly_recommended` (score ≥ 0.8, confidence ≥ 0.7), `recommended` (≥ 0.6, ≥ 0.5),
 * `use_with_caution` (score ≥ 0.4), `not_recommended`; without usages `insufficient_data`.
 */
export const effectivenessOf = (input: EffectivenessInput): Effectiveness => {
  const { usages, successes, averageQuality } = input;
  if (usages === 0) {
    return {
      effectiveness_score: 0,
      confidence: 0,
      recommendation: 'insufficient_data',
      components: { success_rate: null, average_quality: null, usage_frequency: 0 },
    };
  }
  const components = {
    success_rate: successes / usages,
    average_quality: averageQuality,
    usage_frequency: Math.min(usages / USAGES_FOR_FULL_FREQUENCY, 1),
  };
  const score = steady(
    WEIGHTS.success_rate * components.success_rate +
      WEIGHTS.average_quality * (averageQuality ?? 0) +
      WEIGHTS.usage_frequency * components.usage_frequency,
  );
  const confidence = sampleConfidence(usages);
  return {
    effectiveness_score: score,
    confidence,
    recommendation: recommend(score, confidence),
    components,
  };
};
