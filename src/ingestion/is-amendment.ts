import { OUTCOMES } from '../common/pattern-terms.js';
import { parseRfc3339 } from '../common/rfc3339.js';
import { isUuid } from '../common/uuid.js';

const NAMES = ['feedback_id', 'amended_at', 'outcome', 'quality_score'];

/** Whether a value is what an export says that a usage was before feedback amended it. */
export const isAmendment = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  const { feedback_id, amended_at, outcome, quality_score } = value as Record<string, unknown>;
  const isQuality =
    quality_score == null || (typeof quality_score === 'number' && quality_score >= 0 && quality_score <= 1);
  return (
    Object.keys(value).every((name) => NAMES.includes(name)) &&
    isUuid(feedback_id) &&
    typeof amended_at === 'string' &&
    parseRfc3339(amended_at) !== undefined &&
    OUTCOMES.some((one) => one === outcome) &&
    isQuality
  );
};
