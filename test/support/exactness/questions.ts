import { compare } from './compare-question.js';
import { PATTERN_QUESTIONS } from './pattern-questions.js';
import type { Question } from './question.js';
import { RANKING_QUESTIONS } from './ranking-questions.js';
import { relationships } from './relationships-question.js';
import { SERIES_QUESTIONS } from './series-questions.js';
import { TREND_QUESTIONS } from './trend-questions.js';
import { USAGE_QUESTIONS } from './usage-questions.js';

/** Every question of the analytics that has an exact answer. */
export const QUESTIONS: readonly Question[] = [
  ...SERIES_QUESTIONS,
  ...TREND_QUESTIONS,
  ...RANKING_QUESTIONS,
  ...PATTERN_QUESTIONS,
  ...USAGE_QUESTIONS,
  compare,
  relationships,
];
