import { Injectable } from '@nestjs/common';
import { descendingBy, ReportService, UsedPatternsService } from '../analytics/index.js';
import type { JsonAnswer } from '../cache/json-answer.js';
import { effectivenessOf } from './stats/effectiveness-score.js';
import type {
  Criterion,
  TopPerformingPattern,
  TopPerformingQueryDto,
  TopPerformingResponse,
} from './top-performing.dto.js';

type Unranked = Omit<TopPerformingPattern, 'rank'>;

const VALUE_OF: Readonly<Record<Criterion, (pattern: Unranked) => number>> = {
  success_rate: (pattern) => pattern.success_rate,
  usage: (pattern) => pattern.usage_count,
  // What nobody rated comes last.
  quality: (pattern) => pattern.avg_quality ?? -1,
  performance_score: (pattern) => pattern.performance_score,
};

/** Which patterns are best by a criterion. */
@Injectable()
export class TopPerformingService {
  constructor(
    private readonly reports: ReportService,
    private readonly patterns: UsedPatternsService,
  ) {}

  /** @throws InvalidInputError, StoreUnavailableError */
  rank(query: TopPerformingQueryDto): Promise<JsonAnswer<TopPerformingResponse>> {
    return this.reports.answerOfHistory('top-performing', query, async (range, ends) => {
      const { criteria = 'performance_score', limit = 10 } = query;
      const { patterns } = await this.patterns.read(range);
      const ranked = patterns
        .map((totals): Unranked => ({
          pattern_id: totals.patternId,
          pattern_name: totals.name,
          pattern_type: totals.type,
          success_rate: totals.successRate ?? 0,
          usage_count: totals.usages,
          avg_quality: totals.averageQuality,
          performance_score: effectivenessOf(totals).effectiveness_score,
        }))
        .sort(descendingBy(VALUE_OF[criteria]))
        .slice(0, limit);
      return {
        patterns: ranked.map((pattern, index) => ({ ...pattern, rank: index + 1 })),
        total_count: ranked.length,
        total_matching: patterns.length,
        criteria,
        ...ends,
      };
    });
  }
}
