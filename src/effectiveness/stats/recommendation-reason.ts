import { percentText } from '../../common/percent-text.js';
import { FULL_CONFIDENCE_SAMPLES } from '../../common/sample-confidence.js';
import { type EffectivenessInput, effectivenessOf, RECOMMENDED } from './effectiveness-score.js';

/** How many usages a confidence takes. */
const usagesFor = (confidence: number): number => Math.ceil(confidence * FULL_CONFIDENCE_SAMPLES - 1e-9);

/** Why a pattern is recommended as it is, in a sentence or two for people. */
export const recommendationReason = (input: EffectivenessInput): string => {
  const { usages, successes, averageQuality } = input;
  if (usages === 0) return 'It was not used in this range.';
  const { effectiveness_score: score, recommendation } = effectivenessOf(input);
  const succeeded =
    usages === 1
      ? `its one usage ${successes === 1 ? 'succeeded' : 'failed'}`
      : `${percentText(successes / usages, 0)} of ${usages} usages succeeded`;
  const quality =
    averageQuality === null ? 'no quality was given' : `quality ${averageQuality.toFixed(2)} on average`;
  const said = `Score ${score.toFixed(2)}: ${succeeded}, ${quality}.`;
  // The first that its score would reach is what it is kept from by its few usages.
  const reached = RECOMMENDED.find(({ least }) => score >= least);
  if (!reached || reached.recommendation === recommendation) return said;
  const label = reached.recommendation.replaceAll('_', ' ');
  return `${said} From ${usagesFor(reached.confidence)} usages on that is ${label}.`;
};
