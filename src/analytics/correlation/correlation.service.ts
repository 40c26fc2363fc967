import { Injectable } from '@nestjs/common';
import { AnswerCache } from '../../cache/answer-cache.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { displayName } from '../../common/pattern-terms.js';
import { formatTime } from '../../common/time-range.js';
import { UsageReadRepository } from '../../store/repositories/usage-read.repository.js';
import { groupBy } from '../group-by.js';
import { RequestTime } from '../request/request-time.js';
import {
  askedBuckets,
  askedFilter,
  askedRange,
  isPartial,
  keptQuestion,
  usualGranularity,
} from '../request/usage-request.js';
import { spearman } from '../stats/spearman.js';
import { METRIC_MEASURES, metricsOf, sumOf, type UsageMetrics } from '../usage-metrics.js';
import type { CorrelationQueryDto, CorrelationResponse, RankCorrelationDto } from './correlation.dto.js';

const FEWEST_BUCKETS = 5;
const DEFAULT_LIMIT = '20';

/** How usages per bucket go with another metric of the bucket. */
const correlate = (
  buckets: readonly UsageMetrics[],
  valueOf: (metrics: UsageMetrics) => number | null,
): RankCorrelationDto => {
  const pairs = buckets.flatMap((metrics) => {
    const value = valueOf(metrics);
    return value === null ? [] : [[metrics.usages, value] as const];
  });
  const n = pairs.length;
  if (n < FEWEST_BUCKETS) {
    const reason = `There are ${n} whole buckets with both; at least ${FEWEST_BUCKETS} are needed.`;
    return { status: 'insufficient_data', n, reason };
  }
  const found = spearman(pairs);
  if (!found)
    return { status: 'insufficient_data', n, reason: 'One of the two is the same in every bucket.' };
  return { status: 'ok', n, rho: found.rho, p_value: found.pValue };
};

/** Whether patterns get slower or worse where they are used more. */
@Injectable()
export class CorrelationService {
  constructor(
    private readonly usages: UsageReadRepository,
    private readonly time: RequestTime,
    private readonly cache: AnswerCache,
  ) {}

  /** @throws InvalidInputError, StoreUnavailableError */
  async ofPatterns(query: CorrelationQueryDto): Promise<JsonAnswer<CorrelationResponse>> {
    const range = askedRange(query, '30d', this.time.read());
    return this.cache.getOrLoadJson(keptQuestion('performance-correlation', query, range, false), () =>
      this.read(query),
    );
  }

  private async read(query: CorrelationQueryDto): Promise<CorrelationResponse> {
    const range = askedRange(query, '30d', this.time.read());
    const granularity = query.granularity ?? usualGranularity(range);
    const { buckets } = askedBuckets(query, range, granularity);
    const rows = await this.usages.aggregate({
      slices: buckets,
      measures: METRIC_MEASURES,
      filter: askedFilter(query),
    });
    const used = [...groupBy(rows, (row) => row.pattern_id)]
      .map(([id, own]) => ({ id, own, usages: sumOf(own, 'usages') }))
      .sort((a, b) => b.usages - a.usages || (a.id < b.id ? -1 : 1));
    return {
      patterns: used.slice(0, Number(query.limit ?? DEFAULT_LIMIT)).map(({ id, own, usages }) => {
        // A bucket that is cut has fewer usages for no reason of its own.
        const whole = own.filter(({ slice }) => !isPartial(buckets[slice]!, range));
        const metrics = whole.map((row) => metricsOf([row]));
        return {
          pattern_id: id,
          pattern_name: displayName(id, own[0]!.name),
          usage_count: usages,
          latency: correlate(metrics, ({ averageExecutionMs }) => averageExecutionMs),
          quality: correlate(metrics, ({ averageQuality }) => averageQuality),
        };
      }),
      total_patterns: used.length,
      time_range: range.name ?? 'custom',
      granularity,
      from: formatTime(range.from),
      to: formatTime(range.to),
      timezone: range.timeZone,
    };
  }
}
