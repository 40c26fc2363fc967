import { Injectable } from '@nestjs/common';
import { AnswerCache } from '../../cache/answer-cache.js';
import { IssueRepository } from '../../store/repositories/issue.repository.js';
import { FRESH_MS } from '../fresh-ms.js';
import { questionKey } from '../request/usage-request.js';
import { HIGH_CONFIDENCE, meanOf } from '../usage-metrics.js';
import { descendingBy } from './descending-by.js';
import { PatternTotalsService } from './pattern-totals.service.js';
import { toRankedPattern } from './ranked-pattern.dto.js';
import { saidRange } from './said-range.js';
import type { SuccessRatesQueryDto, SuccessRatesResponse } from './success-rates.dto.js';

const DEFAULT_MIN_SAMPLES = '5';
const MOST_ISSUES = 5;

/** How often patterns succeed, and what they suffer from. */
@Injectable()
export class SuccessRatesService {
  constructor(
    private readonly totals: PatternTotalsService,
    private readonly issues: IssueRepository,
    private readonly cache: AnswerCache,
  ) {}

  /** @throws InvalidInputError, StoreUnavailableError */
  rank(query: SuccessRatesQueryDto): Promise<SuccessRatesResponse> {
    return this.cache.getOrLoad(questionKey('success-rates', query), FRESH_MS, () => this.compute(query));
  }

  private async compute(query: SuccessRatesQueryDto): Promise<SuccessRatesResponse> {
    const { pattern_type: patternType, min_samples = DEFAULT_MIN_SAMPLES } = query;
    const { patterns, range } = await this.totals.read(query, patternType ? { patternType } : {});
    const ranked = patterns
      .filter(({ usages }) => usages >= Number(min_samples))
      .map(toRankedPattern)
      .sort(descendingBy((pattern) => pattern.success_rate));
    const ids = ranked.map(({ pattern_id }) => pattern_id);
    const issues = await this.issues.mostFrequent(ids, range, MOST_ISSUES);
    const rates = ranked.reduce((total, { success_rate }) => total + success_rate, 0);
    return {
      patterns: ranked.map((pattern) => ({
        ...pattern,
        common_issues: issues.get(pattern.pattern_id) ?? [],
      })),
      summary: {
        total_patterns: ranked.length,
        avg_success_rate: meanOf(rates, ranked.length) ?? 0,
        high_confidence_patterns: ranked.filter(({ confidence }) => confidence >= HIGH_CONFIDENCE).length,
      },
      ...saidRange(range),
    };
  }
}
