import { randomUUID } from 'node:crypto';
import type { Outcome } from '../../src/common/pattern-terms.js';
import type { Usage } from '../../src/common/usage.js';
import { buildUsage } from './build-usage.js';
import type { Amendment } from '../../src/store/usages/feedback.repository.js';

export const NO_DETAILS: Amendment['details'] = {
  execution_id: null,
  sentiment: null,
  feedback_text: null,
  performance_score: null,
  issues: null,
  created_by: null,
  feedback: null,
};

/** Feedback on a usage that is found by its correlation. */
export const buildAmendment = (
  usage: Usage,
  outcome: Outcome,
  qualityScore: number | null = null,
): Amendment => ({
  feedbackId: randomUUID(),
  createdAt: Date.now(),
  patternId: usage.patternId,
  correlationId: usage.correlationId,
  outcome,
  qualityScore,
  details: NO_DETAILS,
  usage: buildUsage(),
});
