import { percentText } from './percent-text.js';

/** A probability in percent; none is called certain, as it was estimated from few. */
export const probabilityText = (probability: number): string =>
  percentText(Math.min(Math.max(probability, Number.MIN_VALUE), 1 - Number.EPSILON));
