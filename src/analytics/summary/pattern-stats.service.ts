import { Injectable } from '@nestjs/common';
import { AnswerCache } from '../../cache/answer-cache.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { countsByType, type PatternType } from '../../common/pattern-terms.js';
import { DAY_MS, formatTime } from '../../common/time-range.js';
import { UsageReadRepository } from '../../store/usages/usage-read.repository.js';
import { RequestClock } from '../query/request-clock.js';
import { ALL_HISTORY } from '../query/resolve-range.js';
import { type UsedPattern, UsedPatternsService } from '../ranking/used-patterns.service.js';
import { averageSuccessRate, confidenceOf, HIGH_CONFIDENCE, sumOf } from '../usage-metrics.js';
import type { PatternStatsResponse } from './pattern-stats.dto.js';

const byType = (patterns: readonly UsedPattern[]): Record<PatternType, number> => {
  const counts = new Map<PatternType, number>();
  for (const { type } of patterns) counts.set(type, (counts.get(type) ?? 0) + 1);
  return countsByType(counts);
};

/** All patterns in a few numbers. */
@Injectable()
export class PatternStatsService {
  constructor(
    private readonly patterns: UsedPatternsService,
    private readonly usages: UsageReadRepository,
    private readonly clock: RequestClock,
    private readonly cache: AnswerCache,
  ) {}

  /** @throws StoreUnavailableError */
  stats(): Promise<JsonAnswer<PatternStatsResponse>> {
    return this.cache.getOrLoadJson({ key: 'stats' }, () => this.compute());
  }

  private async compute(): Promise<PatternStatsResponse> {
    const { now, latest } = this.clock.read();
    const { patterns, overall } = await this.patterns.read(ALL_HISTORY);
    const recent = await this.usages.aggregate({
      slices: [{ from: now - DAY_MS, to: latest }],
      measures: ['usages'],
      keys: [],
    });
    return {
      stats: {
        total_patterns: patterns.length,
        total_feedback: overall.usages,
        avg_success_rate: averageSuccessRate(patterns),
        avg_quality_score: overall.averageQuality,
        patterns_by_type: byType(patterns),
        recent_activity_count: sumOf(recent, 'usages'),
        high_confidence_patterns: patterns.filter((pattern) => confidenceOf(pattern) >= HIGH_CONFIDENCE)
          .length,
      },
      generated_at: formatTime(now),
    };
  }
}
