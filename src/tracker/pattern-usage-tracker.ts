import { Injectable } from '@nestjs/common';
import { type UsageStats, UsageStatsService } from '../analytics/index.js';
import { UNKNOWN } from '../common/pattern-terms.js';
import { DEFAULT_HOURS } from '../common/time-range.js';
import { InvalidInputError } from '../common/tracker-error.js';
import { PatternPipe } from '../common/validation/pattern.pipe.js';
import { EffectivenessService, type PatternEffectiveness } from '../effectiveness/index.js';
import {
  type FeedbackDto,
  FeedbackService,
  IngestionService,
  type RecordedFeedback,
  type RecordedUsage,
  type UsageDto,
} from '../ingestion/index.js';

/** A usage to record: the body of POST /usage, with its names. */
export type UsageInput = Omit<UsageDto, never>;

/** Feedback to record: the body of POST /feedback, with its names. */
export type FeedbackInput = Omit<FeedbackDto, never>;

const patternPipe = new PatternPipe();

const idOf = (pattern: unknown): string =>
  patternPipe.transform(pattern, { type: 'custom', data: 'patternId' });

const requireHours = (hours: number): number => {
  if (Number.isFinite(hours) && hours > 0) return hours;
  const allowed = 'a number above 0';
  const message = `timeRangeHours is ${hours}; it must be ${allowed}.`;
  throw new InvalidInputError([{ pointer: '/timeRangeHours', code: 'out_of_range', allowed, message }]);
};

/**
 * The tracker for other modules to inject: records how patterns are used and tells how well they
 * work. Every method rejects with a TrackerError: InvalidInputError where the input is wrong,
 * OverloadedError and StoreUnavailableError where it cannot be done now.
 */
@Injectable()
export class PatternUsageTracker {
  constructor(
    private readonly ingestion: IngestionService,
    private readonly feedback: FeedbackService,
    private readonly usageStats: UsageStatsService,
    private readonly effectiveness: EffectivenessService,
  ) {}

  /** Records one usage; resolves once it is committed. */
  async recordUsage(usage: UsageInput): Promise<RecordedUsage> {
    return this.ingestion.record(usage, 'tracker');
  }

  /** Records feedback and its usage, or amends the usage it is about; resolves once it is committed. */
  async recordFeedback(feedback: FeedbackInput): Promise<RecordedFeedback> {
    return this.feedback.record(feedback, 'tracker');
  }

  /**
   * Usage of one pattern, or of all that were used in the range, the most used first.
   * @param patternId its UUID or its name.
   * @param timeRangeHours how far back from now, in hours; any number above 0.
   * @param include 'unknown' counts usages of unknown outcome too; rates are of the others nonetheless.
   */
  async getUsageStats(
    patternId?: string | null,
    timeRangeHours = DEFAULT_HOURS,
    include?: typeof UNKNOWN,
  ): Promise<UsageStats> {
    const id = patternId == null ? undefined : idOf(patternId);
    const answer = await this.usageStats.totals(requireHours(timeRangeHours), id, include !== undefined);
    return answer.parse();
  }

  /**
   * How effective a pattern is, with the terms of its score.
   * @param patternId its UUID or its name.
   * @param timeRangeHours how far back from now, in hours; any number above 0.
   */
  async getPatternEffectiveness(
    patternId: string,
    timeRangeHours = DEFAULT_HOURS,
  ): Promise<PatternEffectiveness> {
    const answer = await this.effectiveness.ofPattern(idOf(patternId), requireHours(timeRangeHours));
    return answer.parse();
  }
}
