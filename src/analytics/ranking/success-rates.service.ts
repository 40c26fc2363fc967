import { Injectable } from '@nestjs/common';
import { AnswerCache } from '../../cache/answer-cache.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { IssueRepository } from '../../store/repositories/issue.repository.js';
import { askedGroup } from '../request/asked-group.js';
import { MOST_LISTED } from '../request/most-listed.js';
import { askedFilter, questionKey } from '../request/usage-request.js';
import { averageSuccessRate, confidenceOf, HIGH_CONFIDENCE, type UsageMetrics } from '../usage-metrics.js';
import { descendingBy } from './descending-by.js';
import { toRankedPattern, toRankedUsages } from './ranked-pattern.dto.js';
import { saidRange } from './said-range.js';
import type { SuccessRatesQueryDto, SuccessRatesResponse, SuccessRatesSummary } from './success-rates.dto.js';
import { UsedPatternsService } from './used-patterns.service.js';

const DEFAULT_MIN_SAMPLES = 5;
const MOST_ISSUES = 5;

const summaryOf = (matching: readonly UsageMetrics[], listed: number): SuccessRatesSummary => ({
  total_patterns: listed,
  total_matching: matching.length,
  avg_success_rate: averageSuccessRate(matching),
  high_confidence_patterns: matching.filter((one) => confidenceOf(one) >= HIGH_CONFIDENCE).length,
});

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
    const filter = askedFilter(query);
    const { contextKey } = askedGroup(query);
    const groups =
      contextKey === undefined ? undefined : await this.patterns.readByContext(range, contextKey, filter);
    const patterns = groups ? [] : (await this.patterns.read(range, filter)).patterns;
    const hasSamples = ({ usages }: UsageMetrics): boolean =>
      usages >= (query.min_samples ?? DEFAULT_MIN_SAMPLES);
    const matching = patterns.filter(hasSamples);
    const ranked = matching
      .map(toRankedPattern)
      .sort(descendingBy((pattern) => pattern.success_rate))
      .slice(0, MOST_LISTED);
    const ids = ranked.map(({ pattern_id }) => pattern_id);
    const issues = await this.issues.mostFrequent(ids, range, MOST_ISSUES);
    const listedGroups = groups?.filter(hasSamples);
    return {
      patterns: ranked.map((pattern) => ({
        ...pattern,
        common_issues: issues.get(pattern.pattern_id) ?? [],
      })),
      ...(listedGroups
        ? {
            groups: listedGroups
              .map(({ value, ...metrics }) => ({ value, ...toRankedUsages(metrics) }))
              .sort((a, b) => b.success_rate - a.success_rate),
          }
        : {}),
      summary: listedGroups
        ? summaryOf(listedGroups, listedGroups.length)
        : summaryOf(matching, ranked.length),
      ...saidRange(range),
    };
  }
}
