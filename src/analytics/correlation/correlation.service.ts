import { Injectable } from '@nestjs/common';
import { AnswerCache } from '../../cache/answer-cache.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { displayName } from '../../common/pattern-terms.js';
import { formatTime } from '../../common/time-range.js';
import { UsageReadRepository } from '../../store/repositories/usage-read.repository.js';
import type { UsageAnswer } from '../../store/usage-rows.js';
import { groupBy, groupInTurns } from '../group-by.js';
import { mostUsed } from '../most-used.js';
import { comparePeriods } from '../period-comparison.dto.js';
import { askedGroup, identityOf } from '../request/asked-group.js';
import { askedPeriods, type Period, splitPeriods } from '../request/asked-periods.js';
import { boundedAggregate } from '../request/bounded-aggregate.js';
import { RequestTime } from '../request/request-time.js';
import { saidBuckets } from '../request/said-buckets.js';
import { checkPoints } from '../request/too-many-points.js';
import {
  type AskedRange,
  askedBuckets,
  askedFilter,
  askedRange,
  hasBegun,
  isExtended,
  isPartial,
  keptQuestion,
  usualGranularity,
} from '../request/usage-request.js';
import { spearman } from '../stats/spearman.js';
import { METRIC_MEASURES, metricsOf, sumOf, type UsageMetrics } from '../usage-metrics.js';
import type {
  CorrelatedBucket,
  CorrelationComparison,
  CorrelationQueryDto,
  CorrelationResponse,
  RankCorrelationDto,
  UsageCorrelation,
} from './correlation.dto.js';

type Row = UsageAnswer<(typeof METRIC_MEASURES)[number]>;

const FEWEST_BUCKETS = 5;
const DEFAULT_LIMIT = 20;

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

const correlationsOf = (
  rows: readonly Row[],
  period: Period,
): { latency: RankCorrelationDto; quality: RankCorrelationDto } => {
  // A bucket that is cut has fewer usages for no reason of its own.
  const whole = rows.filter(({ slice }) => !isPartial(period.buckets[slice]!, period));
  const metrics = [...groupBy(whole, ({ slice }) => slice).values()].map(metricsOf);
  return {
    latency: correlate(metrics, ({ averageExecutionMs }) => averageExecutionMs),
    quality: correlate(metrics, ({ averageQuality }) => averageQuality),
  };
};

const bucketsOf = (rows: readonly Row[], period: Period, fills: boolean): CorrelatedBucket[] => {
  const bySlice = groupBy(rows, ({ slice }) => slice);
  return period.buckets.flatMap((bucket, place): CorrelatedBucket[] => {
    const own = bySlice.get(place);
    if (!own && !(fills && hasBegun(bucket, period))) return [];
    const { usages, averageExecutionMs, averageQuality } = metricsOf(own ?? []);
    const measured = {
      timestamp: formatTime(bucket.start),
      usage_count: usages,
      average_execution_time_ms: averageExecutionMs,
      average_quality: averageQuality,
    };
    return [isPartial(bucket, period) ? { ...measured, partial: true } : measured];
  });
};

const comparisonOf = (
  range: AskedRange,
  own: readonly Row[],
  before: readonly Row[],
  period: Period,
): CorrelationComparison => {
  const { latency, quality } = correlationsOf(before, period);
  return {
    ...comparePeriods(range, sumOf(own, 'usages'), sumOf(before, 'usages')),
    previous_latency: latency,
    previous_quality: quality,
  };
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
    const question = keptQuestion('performance-correlation', query, range, query.compare !== undefined);
    return this.cache.getOrLoadJson(question, () => this.read(query));
  }

  private async read(query: CorrelationQueryDto): Promise<CorrelationResponse> {
    const range = askedRange(query, '30d', this.time.read());
    const { key, contextKey } = askedGroup(query);
    const asked = askedBuckets(query, range, query.granularity ?? usualGranularity(range));
    const periods = askedPeriods(range, asked, query.compare !== undefined);
    const rows = await boundedAggregate(this.usages, {
      slices: periods.slices,
      measures: METRIC_MEASURES,
      keys: [key],
      contextKey,
      filter: askedFilter(query),
    });
    const { current, previous } = splitPeriods(rows, periods);
    const found = await mostUsed(current);
    const shown = found.slice(0, query.limit ?? DEFAULT_LIMIT);
    const saysBuckets = isExtended(query) || query.granularity !== undefined || key === 'context';
    const { fill: fills = false } = query;
    if (saysBuckets && fills) checkPoints((shown.length + 1) * asked.buckets.length);

    const correlationOf = (own: readonly Row[], before: readonly Row[]): Readonly<UsageCorrelation> => ({
      usage_count: sumOf(own, 'usages'),
      ...correlationsOf(own, periods.current),
      ...(saysBuckets ? { data: bucketsOf(own, periods.current, fills) } : {}),
      ...(periods.previous ? { comparison: comparisonOf(range, own, before, periods.previous) } : {}),
    });
    const earlier = await groupInTurns(previous, identityOf);
    const correlations = shown.map(({ id, own }) => correlationOf(own, earlier.get(id) ?? []));
    const within = new Set(shown.map(({ id }) => id));
    const isBeyond = (row: Row): boolean => !within.has(identityOf(row));
    return {
      patterns:
        key === 'context'
          ? []
          : shown.map(({ id, own }, at) => ({
              pattern_id: id,
              pattern_name: displayName(id, own[0]!.name),
              ...correlations[at]!,
            })),
      ...(key === 'context'
        ? { groups: shown.map(({ own }, at) => ({ value: own[0]!.context ?? null, ...correlations[at]! })) }
        : {}),
      other: {
        patterns: found.length - shown.length,
        ...correlationOf(current.filter(isBeyond), previous.filter(isBeyond)),
      },
      total_patterns: shown.length,
      total_matching: found.length,
      time_range: range.name ?? 'custom',
      ...saidBuckets(range, asked),
    };
  }
}
