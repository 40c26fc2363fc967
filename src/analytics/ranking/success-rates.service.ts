import { Injectable } from '@nestjs/common';
import { AnswerCache } from '../../cache/answer-cache.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { IssueRepository } from '../../store/repositories/issue.repository.js';
import { questionKey } from '../request/usage-request.js';
import { HIGH_CONFIDENCE, meanOf } from '../usage-metrics.js';
import { descendingBy } from './descending-by.js';
import { UsedPatternsService } from './used-patterns.service.js';
import { toRankedPattern } from './ranked-pattern.dto.js';
import { saidRange } from './said-range.js';
import type { SuccessRatesQueryDto, SuccessRatesResponse } from './success-rates.dto.js';

const DEFAULT_MIN_SAMPLES = '5';
const MOST_ISSUES = 5;

/** How often patterns succeed, and what they suffer from. */
@Injectable()
export class SuccessRatesService {
  constructor(
    private readonly patterns: UsedPatternsService,
    private readonly issues: IssueRepository,
    private readonly cache: AnswerCache,
  ) {}

  /** @throws InvalidInputError, StoreUnavailableError */
  async rank(query: SuccessRatesQueryDto): Promise<JsonAnswer<SuccessRatesResponse>> {
    const range = this.patterns.rangeOf(query);
    return this.cache.getOrLoadJson({ key: questionKey('success-rates', query), range }, () =>
      this.compute(query),
    );
  }

  private async compute(query: SuccessRatesQueryDto): Promise<SuccessRatesResponse> {
    const range = this.patterns.rangeOf(query);
    const { pattern_type: patternType, min_samples = DEFAULT_MIN_SAMPLES } = query;
    const { patterns } = await this.patterns.read(range, patternType ? { patternType } : {});
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
