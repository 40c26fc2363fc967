import { Inject, Injectable } from '@nestjs/common';
import { AnswerCache } from '../cache/answer-cache.js';
import { ChangeFeed } from '../cache/change-feed.js';
import { Clock } from '../common/clock.js';
import type { IngestionSource } from '../common/ingestion-source.js';
import { formatTime } from '../common/time-range.js';
import { InvalidInputError } from '../common/tracker-error.js';
import type { Written } from '../common/usage.js';
import { type Amended, FeedbackRepository } from '../store/usages/feedback.repository.js';
import { SourceCounts, LATE_MS } from './source-counts.js';
import { GroupCommit } from './group-commit.js';
import { type Feedback, parseFeedback } from './parse-feedback.js';
import { refusalCode } from './refusal.js';
import { USAGE_RULES, type UsageRules } from './usage-rules.js';

/** Feedback that is durable. */
export interface RecordedFeedback {
  readonly feedback_id: string;
  readonly pattern_id: string;
  /** The usage that carries it: its own, or the one it amended. */
  readonly usage_id: string;
  /** That usage's time, RFC 3339, UTC. */
  readonly created_at: string;
  /** Whether a usage that was stored before was amended instead of adding one. */
  readonly amended: boolean;
  /** Whether the same feedback had been stored before; it counts once. */
  readonly duplicate: boolean;
}

const noOutcome = new InvalidInputError([
  {
    pointer: '/success',
    code: 'required',
    allowed: 'true or false, or one of success_confirmed and sentiment in its place',
    message:
      'success, success_confirmed and sentiment are missing, and no usage is stored under that execution_id or correlation_id; one of them must say how the use went.',
  },
]);

/** Takes feedback, which is either a usage of its own or about one that is stored. */
@Injectable()
export class FeedbackService {
  constructor(
    @Inject(USAGE_RULES) private readonly rules: UsageRules,
    private readonly feedback: FeedbackRepository,
    private readonly writes: GroupCommit<Written>,
    private readonly clock: Clock,
    private readonly cache: AnswerCache,
    private readonly changes: ChangeFeed,
    private readonly counts: SourceCounts,
  ) {}

  /**
   * Stores feedback and its usage, or amends the usage that it names by execution_id or
   * correlation_id; resolves once that is committed.
   * @throws InvalidInputError, OverloadedError, StoreUnavailableError
   */
  async record(input: unknown, source: IngestionSource): Promise<RecordedFeedback> {
    try {
      return await this.take(input, source);
    } catch (error) {
      this.counts.refuse(source, refusalCode(error));
      throw error;
    }
  }

  private async take(input: unknown, source: IngestionSource): Promise<RecordedFeedback> {
    this.writes.assertRoom();
    const now = this.clock.now();
    const { feedback, violations } = parseFeedback(input, now, this.rules);
    if (violations) throw new InvalidInputError(violations);
    const { usage } = feedback;
    const amended = await this.amend(feedback);
    if (amended) {
      if (amended.duplicate) this.counts.accept(source, 0, 1, 0);
      else this.counts.amend(source);
      return {
        feedback_id: usage.id,
        pattern_id: usage.patternId,
        usage_id: amended.usageId,
        created_at: formatTime(amended.createdAt.getTime()),
        amended: amended.usageId !== usage.id,
        duplicate: amended.duplicate,
      };
    }
    if (!feedback.saysOutcome) throw noOutcome;
    const [written] = await this.writes.submit([usage]);
    const fresh = written === 'stored';
    const isLate = fresh && usage.createdAt < now - LATE_MS;
    this.counts.accept(source, fresh ? 1 : 0, fresh ? 0 : 1, isLate ? 1 : 0);
    return {
      feedback_id: usage.id,
      pattern_id: usage.patternId,
      usage_id: usage.id,
      created_at: formatTime(usage.createdAt),
      amended: false,
      duplicate: !fresh,
    };
  }

  private async amend({ usage, saysOutcome }: Feedback): Promise<Amended | undefined> {
    const { correlationId, details } = usage;
    if (correlationId === null && details.execution_id === null) return undefined;
    const amended = await this.feedback.amend({
      feedbackId: usage.id,
      createdAt: usage.createdAt,
      patternId: usage.patternId,
      correlationId,
      outcome: saysOutcome ? usage.outcome : null,
      qualityScore: usage.qualityScore,
      details,
      usage,
    });
    if (!amended) return undefined;
    const createdAt = amended.createdAt.getTime();
    await this.cache.invalidate([{ createdAt }]);
    if (amended.change) {
      const { transaction, ...changed } = amended.change;
      const change = { patternId: usage.patternId, createdAt, ...changed };
      this.changes.publish({ transaction, amended: [change] });
    }
    return amended;
  }
}
