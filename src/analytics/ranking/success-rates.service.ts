import { Injectable } from '@nestjs/common';
import type { JsonAnswer } from '../../cache/json-answer.js';
import type { TimeRange } from '../../common/time-range.js';
import { IssueRepository } from '../../store/usages/issue.repository.js';
import { groupingOf } from '../query/grouping.js';
import { usageFilter } from '../query/usage-filter.js';
import { MAX_LISTED } from '../report/most-listed.js';
import { ReportService } from '../report/report.service.js';
import { groupValue } from '../report/series.js';
import { averageSuccessRate, confidenceOf, HIGH_CONFIDENCE, type UsageMetrics } from '../usage-metrics.js';
import { descendingBy } from './descending-by.js';
import { toRankedPattern, toRankedUsages } from './to-ranked-pattern.js';
import type { SuccessRatesQueryDto, SuccessRatesResponse, SuccessRatesSummary } from './success-rates.dto.js';
import { UsedPatternsService } from './used-patterns.service.js';

const DEFAULT_MIN_SAMPLES = 5;
const MAX_ISSUES = 5;

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
    private readonly reports: ReportService,
    private readonly patterns: UsedPatternsService,
    private readonly issues: IssueRepository,
  ) {}

  /** @throws InvalidInputError, StoreUnavailableError */
  rank(query: SuccessRatesQueryDto): Promise<JsonAnswer<SuccessRatesResponse>> {
    return this.reports.answerOfHistory('success-rates', query, async (range, ends) => ({
      ...(await this.compute(query, range)),
      ...ends,
    }));
  }

  private async compute(
    query: SuccessRatesQueryDto,
    range: TimeRange,
  ): Promise<Readonly<SuccessRatesResponse>> {
    const filter = usageFilter(query);
    const { dimension } = groupingOf(query);
    const groups =
      dimension === undefined ? undefined : await this.patterns.readByDimension(range, dimension, filter);
    const patterns = groups ? [] : (await this.patterns.read(range, filter)).patterns;
    const hasSamples = ({ usages }: UsageMetrics): boolean =>
      usages >= (query.min_samples ?? DEFAULT_MIN_SAMPLES);
    const matching = patterns.filter(hasSamples);
    const ranked = matching
      .map(toRankedPattern)
      .sort(descendingBy((pattern) => pattern.success_rate))
      .slice(0, MAX_LISTED);
    const ids = ranked.map(({ pattern_id }) => pattern_id);
    const issues = await this.issues.mostFrequent(ids, range, MAX_ISSUES);
    const listedGroups = groups?.filter(hasSamples);
    return {
      patterns: ranked.map((pattern) => ({
        ...pattern,
        common_issues: issues.get(pattern.pattern_id) ?? [],
      })),
      ...(listedGroups
        ? {
            groups: listedGroups
              .map((one) => ({ ...groupValue(one), ...toRankedUsages(one) }))
              .sort((a, b) => b.success_rate - a.success_rate),
          }
        : {}),
      summary: listedGroups
        ? summaryOf(listedGroups, listedGroups.length)
        : summaryOf(matching, ranked.length),
    };
  }
}
