import { Injectable } from '@nestjs/common';
import { AnswerCache } from '../../cache/answer-cache.js';
import { ChangeFeed } from '../../cache/change-feed.js';
import { Clock } from '../../common/clock.js';
import {
  type Evaluated,
  type Evaluation,
  EvaluationRepository,
} from '../../store/calls/evaluation.repository.js';
import { SourceCounts } from '../source-counts.js';
import type { UsageRecord } from './usage-record.js';

/** An evaluation that comes together with its usage may miss it; a job looks again so long after. */
const TOGETHER_MS = 10 * 60_000;

/** Evaluations of OpenTelemetry, which amend the usages that they judge. */
@Injectable()
export class EvaluationService {
  constructor(
    private readonly evaluations: EvaluationRepository,
    private readonly cache: AnswerCache,
    private readonly changes: ChangeFeed,
    private readonly counts: SourceCounts,
    private readonly clock: Clock,
  ) {}

  /**
   * Keeps evaluations in the usages that they judge, or for a day until those come; resolves once that is committed.
   * @returns of each, in order, whether it was there before.
   * @throws StoreUnavailableError
   */
  async record(evaluations: readonly Evaluation[]): Promise<('stored' | 'duplicate')[]> {
    if (evaluations.length === 0) return [];
    const evaluated = await this.evaluations.record(evaluations);
    await this.tell(evaluated);
    return evaluated.fates.map((fate) => (fate === 'duplicate' ? 'duplicate' : 'stored'));
  }

  /**
   * Applies what waited for usages that are stored now.
   * @throws StoreUnavailableError
   */
  async applyTo(usages: readonly UsageRecord[]): Promise<void> {
    const keys = usages.flatMap(({ id, call, usage: { execution_id } }) =>
      [id, call?.callId, execution_id].filter((key): key is string => typeof key === 'string'),
    );
    if (keys.length === 0) return;
    const evaluated = await this.evaluations.applyTo(keys);
    if (evaluated) await this.tell(evaluated);
  }

  /** Looks again for the usages of those that came lately. */
  async catchUp(): Promise<void> {
    const evaluated = await this.evaluations.applySince(this.clock.now() - TOGETHER_MS);
    if (evaluated) await this.tell(evaluated);
  }

  private async tell({ transaction, amended }: Evaluated): Promise<void> {
    if (amended.length === 0) return;
    this.counts.amend('otlp', amended.length);
    await this.cache.invalidate(amended);
    if (this.changes.isHeard) this.changes.publish({ transaction, amended });
  }
}
