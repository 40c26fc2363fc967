import { type Effectiveness, WEIGHTS } from './effectiveness-score.js';

/** What a score is made of. */
export const SCORE_COMPONENTS = ['success_rate', 'average_quality', 'usage_frequency'] as const;

/** One addend of an effectiveness score. */
export interface ScoreTerm {
  readonly component: (typeof SCORE_COMPONENTS)[number];
  /** 0..1 */
  readonly weight: number;
  /** 0..1; null of nothing. */
  readonly value: number | null;
  /** weight × value, 0..1; 0 of nothing. */
  readonly contribution: number;
}

/** How a score came about: the contributions add up to it. */
export const scoreTerms = (components: Effectiveness['components']): ScoreTerm[] =>
  SCORE_COMPONENTS.map((component) => {
    const weight = WEIGHTS[component];
    const value = components[component];
    return { component, weight, value, contribution: weight * (value ?? 0) };
  });
