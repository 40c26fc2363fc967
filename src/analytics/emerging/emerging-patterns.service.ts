import { Injectable } from '@nestjs/common';
import { AnswerCache } from '../../cache/answer-cache.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { formatTime } from '../../common/time-range.js';
import { descendingBy } from '../ranking/descending-by.js';
import { cacheKey } from '../query/cache-key.js';
import { growthRate } from '../stats/growth-rate.js';
import { confidenceOf } from '../usage-metrics.js';
import type {
  EmergingPattern,
  EmergingPatternsQueryDto,
  EmergingPatternsResponse,
} from './emerging-patterns.dto.js';
import { type PatternGrowth, PatternGrowthService } from './pattern-growth.service.js';

const DEFAULTS = { min_frequency: 5, time_window_hours: 24 };

/** Usages for full confidence in a pattern that is emerging. */
const FULL_SAMPLES = 10;

const toEmerging = (growth: PatternGrowth): EmergingPattern => ({
  pattern_id: growth.patternId,
  pattern_name: growth.name,
  pattern_type: growth.type,
  frequency: growth.recent.usages,
  first_seen_at: formatTime(growth.firstUsed!),
  last_seen_at: formatTime(growth.lastUsed!),
  success_rate: growth.recent.successRate!,
  growth_rate: growthRate(growth.recent.usages, growth.previous),
  confidence: confidenceOf(growth.recent, FULL_SAMPLES),
});

/** Which patterns are used more and more. */
@Injectable()
export class EmergingPatternsService {
  constructor(
    private readonly growth: PatternGrowthService,
    private readonly cache: AnswerCache,
  ) {}

  /** @throws StoreUnavailableError */
  rank(query: EmergingPatternsQueryDto): Promise<JsonAnswer<EmergingPatternsResponse>> {
    return this.cache.getOrLoadJson({ key: cacheKey('emerging-patterns', query) }, () => this.compute(query));
  }

  private async compute(query: EmergingPatternsQueryDto): Promise<EmergingPatternsResponse> {
    const { min_frequency = DEFAULTS.min_frequency, time_window_hours = DEFAULTS.time_window_hours } = query;
    const patterns = await this.growth.over(time_window_hours);
    const emerging_patterns = patterns
      .filter(({ recent }) => recent.usages >= min_frequency)
      .map(toEmerging)
      .sort(descendingBy((pattern) => pattern.growth_rate));
    return {
      emerging_patterns,
      total_emerging: emerging_patterns.length,
      time_window_hours,
      filter_criteria: { min_frequency, time_window_hours },
    };
  }
}
