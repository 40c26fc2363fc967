import { Inject, Injectable } from '@nestjs/common';
import { AnswerCache } from '../../../cache/answer-cache.js';
import { Clock } from '../../../common/clock.js';
import { ProblemError } from '../../../common/problem/problem.js';
import { ALL_TIMES } from '../../../common/time-range.js';
import { CounterRepository } from '../../../store/counters/counter.repository.js';
import type { CounterPoint } from '../../../store/counters/counter-point.js';
import { SourceCounts } from '../../source-counts.js';
import { USAGE_RULES, type UsageRules } from '../../usage-rules.js';
import type { Rejected } from '../export-answer.js';
import { parseCounterPoint } from './parse-counter-point.js';
import type { ToldPoint } from './read-metrics.js';

/** Faults that one answer explains. */
const MAX_EXPLAINED = 5;

/** What became of the points of counters. */
export interface PointFates {
  readonly stored: number;
  readonly duplicate: number;
  readonly refused: number;
  /** Undefined where all were taken. */
  readonly rejected: Rejected | undefined;
}

/** Keeps what counters told of patterns. */
@Injectable()
export class CounterService {
  constructor(
    private readonly counters: CounterRepository,
    private readonly cache: AnswerCache,
    private readonly counts: SourceCounts,
    private readonly clock: Clock,
    @Inject(USAGE_RULES) private readonly rules: UsageRules,
  ) {}

  /**
   * Keeps what is right of points; resolves once it is committed.
   * @throws ProblemError where there are too many, StoreUnavailableError.
   */
  async record(told: readonly ToldPoint[]): Promise<PointFates> {
    const { batchMaxItems } = this.rules;
    if (told.length > batchMaxItems) {
      throw new ProblemError(
        'body-too-large',
        `The request has more than ${batchMaxItems} points of counters that name a pattern (BATCH_MAX_ITEMS).`,
      );
    }
    const now = this.clock.now();
    const points: CounterPoint[] = [];
    const faults: string[] = [];
    for (const one of told) {
      const { point, fault } = parseCounterPoint(one, now, this.rules);
      if (point) points.push(point);
      else faults.push(`A point of ${one.metric}: ${fault}`);
    }
    const stored = await this.store(points);
    this.counts.refuse('otlp', 'counter_point', faults.length);
    const explained = [...new Set(faults)].slice(0, MAX_EXPLAINED).join(' ');
    const reason = `Refused ${faults.length} of ${told.length} points that name a pattern. ${explained}`;
    return {
      stored,
      duplicate: points.length - stored,
      refused: faults.length,
      rejected: faults.length === 0 ? undefined : { count: faults.length, reason },
    };
  }

  private async store(points: readonly CounterPoint[]): Promise<number> {
    if (points.length === 0) return 0;
    const { stored, isDescribed } = await this.counters.record(points);
    // Repetitions too: the answer to their first storing may have been lost.
    await this.cache.invalidate(isDescribed ? ALL_TIMES : points);
    return stored;
  }
}
