import { ExactNumber } from '../common/json/exact-number.js';
import { MAX_EXECUTION_TIME_MS, type Outcome } from '../common/pattern-terms.js';
import { storedScore } from '../common/stored-score.js';
import type { Violation } from '../common/tracker-error.js';
import type { Usage } from '../common/usage.js';
import { violationsOf, withDoubles } from '../common/validation/validate-dto.js';
import { FeedbackDto } from './feedback.dto.js';
import { parseUsage } from './parse-usage.js';
import type { UsageRules } from './usage-rules.js';

/** Feedback as the usage it is, if it is about none that is stored. */
export interface Feedback {
  readonly usage: Usage & Required<Pick<Usage, 'details'>>;
  /** Whether it says how the use went; without that it can only amend. */
  readonly saysOutcome: boolean;
}

export type ParsedFeedback =
  | { readonly feedback: Feedback; readonly violations?: undefined }
  | { readonly feedback?: undefined; readonly violations: readonly Violation[] };

const OF_SENTIMENT = { positive: 'success', neutral: 'partial_success', negative: 'failure' } as const;

const outcomeOf = (dto: FeedbackDto): Outcome | undefined => {
  const success = dto.success ?? dto.success_confirmed;
  if (success != null) return success ? 'success' : 'failure';
  return dto.sentiment == null ? undefined : OF_SENTIMENT[dto.sentiment];
};

const qualityOf = (dto: FeedbackDto): number | null =>
  dto.quality_score ?? dto.explicit_rating ?? (dto.quality_rating == null ? null : dto.quality_rating / 5);

/** The observed time, where it is one; signals are free-form. */
const executionTimeOf = (dto: FeedbackDto): number | null => {
  const said = dto.implicit_signals?.['execution_time_ms'];
  const time = said instanceof ExactNumber ? said.double : said;
  return typeof time === 'number' && time >= 0 && time <= MAX_EXECUTION_TIME_MS ? Math.round(time) : null;
};

const POINTERS: Readonly<Record<string, string>> = { '/id': '/feedback_id' };

/**
 * Checks the original's feedback record and turns it into the usage it stands for: outcome from
 * success, success_confirmed or sentiment, in this order; quality from quality_score,
 * explicit_rating or a fifth of quality_rating; execution time from implicit_signals.
 * @param now milliseconds; what the time is measured against.
 */
export const parseFeedback = (input: unknown, now: number, rules: UsageRules): ParsedFeedback => {
  const faults = violationsOf(FeedbackDto, input);
  if (faults.length > 0) return { violations: faults };
  const dto = withDoubles(input as object) as FeedbackDto;
  const outcome = outcomeOf(dto);
  const { usage, violations } = parseUsage(
    {
      id: dto.feedback_id,
      pattern_id: dto.pattern_id,
      pattern: dto.pattern,
      pattern_name: dto.pattern_name,
      outcome: outcome ?? 'success',
      created_at: dto.created_at,
      quality_score: qualityOf(dto),
      execution_time_ms: executionTimeOf(dto),
      context: dto.context,
      correlation_id: dto.correlation_id,
      version: dto.version,
      actor: dto.actor,
      input_tokens: dto.input_tokens,
      output_tokens: dto.output_tokens,
      cost_usd: dto.cost_usd,
      time_saved_seconds: dto.time_saved_seconds,
    },
    now,
    rules,
  );
  if (violations) {
    return {
      violations: violations.map((fault) => ({
        ...fault,
        pointer: POINTERS[fault.pointer] ?? fault.pointer,
      })),
    };
  }
  const { success_confirmed, explicit_rating, quality_rating, implicit_signals } = dto;
  return {
    feedback: {
      usage: {
        ...usage,
        details: {
          execution_id: dto.execution_id ?? null,
          sentiment: dto.sentiment ?? null,
          feedback_text: dto.feedback_text ?? null,
          performance_score: storedScore(dto.performance_score),
          issues: dto.issues ?? null,
          created_by: dto.created_by ?? null,
          feedback: { success_confirmed, explicit_rating, quality_rating, implicit_signals },
        },
      },
      saysOutcome: outcome !== undefined,
    },
  };
};
