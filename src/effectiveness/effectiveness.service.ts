import { Injectable } from '@nestjs/common';
import { AnswerCache } from '../cache/answer-cache.js';
import type { JsonAnswer } from '../cache/json-answer.js';
import { displayName } from '../common/pattern-terms.js';
import { noUsage, type PatternUsageStats, UsageStatsService } from '../analytics/index.js';
import { PatternRepository } from '../store/patterns/pattern.repository.js';
import { type Effectiveness, effectivenessOf } from './stats/effectiveness-score.js';
import { type ScoreTerm, scoreTerms } from './stats/score-terms.js';

/** A pattern's effectiveness and the usage it was computed from. */
export interface PatternEffectiveness extends Effectiveness {
  /** What the score is the sum of. */
  readonly terms: ScoreTerm[];
  readonly metrics: PatternUsageStats;
}

/** How well a pattern works. */
@Injectable()
export class EffectivenessService {
  constructor(
    private readonly usageStats: UsageStatsService,
    private readonly patterns: PatternRepository,
    private readonly cache: AnswerCache,
  ) {}

  /** Over the last hours; a pattern that was not used in them is `insufficient_data`. */
  ofPattern(patternId: string, timeRangeHours: number): Promise<JsonAnswer<PatternEffectiveness>> {
    return this.cache.getOrLoadJson({ key: `effectiveness ${timeRangeHours} ${patternId}` }, () =>
      this.compute(patternId, timeRangeHours),
    );
  }

  private async compute(patternId: string, timeRangeHours: number): Promise<PatternEffectiveness> {
    const { patterns } = await this.usageStats.total(timeRangeHours, patternId);
    const metrics = patterns[0] ?? (await this.unused(patternId));
    const effectiveness = effectivenessOf({
      usages: metrics.total_usages,
      successes: metrics.success_count,
      averageQuality: metrics.average_quality_score,
    });
    return { ...effectiveness, terms: scoreTerms(effectiveness.components), metrics };
  }

  private async unused(patternId: string): Promise<PatternUsageStats> {
    const pattern = await this.patterns.find(patternId);
    return noUsage(patternId, displayName(patternId, pattern?.name ?? null));
  }
}
