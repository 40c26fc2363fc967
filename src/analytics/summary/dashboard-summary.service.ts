import { Injectable } from '@nestjs/common';
import { AnswerCache } from '../../cache/answer-cache.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { Clock } from '../../common/clock.js';
import { formatTime } from '../../common/time-range.js';
import { UsageReadRepository } from '../../store/usages/usage-read.repository.js';
import { PatternGrowthService } from '../emerging/pattern-growth.service.js';
import { ALL_HISTORY } from '../query/resolve-range.js';
import { UsedPatternsService } from '../ranking/used-patterns.service.js';
import { topPatterns } from '../ranking/top-patterns.js';
import { averageSuccessRate } from '../usage-metrics.js';
import type { DashboardSummaryResponse } from './dashboard-summary.dto.js';
import { qualityDistribution } from './quality-distribution.js';
import { recentTrends } from './recent-trends.js';

const MAX_TOP_PATTERNS = 10;
const TREND_HOURS = 24;

/** What a dashboard shows first. */
@Injectable()
export class DashboardSummaryService {
  constructor(
    private readonly patterns: UsedPatternsService,
    private readonly growth: PatternGrowthService,
    private readonly usages: UsageReadRepository,
    private readonly clock: Clock,
    private readonly cache: AnswerCache,
  ) {}

  /** @throws StoreUnavailableError */
  summary(): Promise<JsonAnswer<DashboardSummaryResponse>> {
    return this.cache.getOrLoadJson({ key: 'dashboard-summary' }, () => this.compute());
  }

  private async compute(): Promise<DashboardSummaryResponse> {
    const { patterns } = await this.patterns.read(ALL_HISTORY);
    const bins = await this.usages.aggregate({
      slices: [ALL_HISTORY],
      measures: ['usages'],
      keys: ['quality_bin'],
    });
    return {
      total_patterns: patterns.length,
      average_success_rate: averageSuccessRate(patterns),
      top_patterns: topPatterns(patterns, MAX_TOP_PATTERNS),
      quality_distribution: qualityDistribution(bins),
      recent_trends: recentTrends(await this.growth.over(TREND_HOURS)),
      generated_at: formatTime(this.clock.now()),
    };
  }
}
