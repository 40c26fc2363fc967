import { Injectable } from '@nestjs/common';
import type { JsonAnswer } from '../../cache/json-answer.js';
import type { UsageAnswer } from '../../store/usages/usage-rows.js';
import { groupBy } from '../group-by.js';
import { defaultGranularity, isPartial, type Period } from '../query/buckets.js';
import type { ResolvedRange } from '../query/resolve-range.js';
import type { Periods } from '../report/periods.js';
import { Report } from '../report/report.js';
import { ReportService } from '../report/report.service.js';
import { listSeries, rankedSeries, rowsBeyond } from '../report/series.js';
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

const ORIGINAL_PARAMETERS = ['time_range', 'pattern_id'];
type Row = UsageAnswer<(typeof METRIC_MEASURES)[number]>;

const MIN_BUCKETS = 5;
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
  if (n < MIN_BUCKETS) {
    const reason = `There are ${n} whole buckets with both; at least ${MIN_BUCKETS} are needed.`;
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

const bucketsOf = (rows: readonly Row[], report: Report): CorrelatedBucket[] => {
  const bySlice = groupBy(rows, ({ slice }) => slice);
  return report.points(bySlice, (timestamp, place) => {
    const { usages, averageExecutionMs, averageQuality } = metricsOf(bySlice.get(place) ?? []);
    return {
      timestamp,
      usage_count: usages,
      average_execution_time_ms: averageExecutionMs,
      average_quality: averageQuality,
    };
  });
};

const compareCorrelations = (
  { current, previous }: Periods<Row>,
  report: Report,
  before: Period,
): { comparison?: CorrelationComparison } => {
  const { comparison } = report.comparison(sumOf(current, 'usages'), sumOf(previous, 'usages'));
  if (!comparison) return {};
  const { latency, quality } = correlationsOf(previous, before);
  return { comparison: { ...comparison, previous_latency: latency, previous_quality: quality } };
};

/** Whether patterns get slower or worse where they are used more. */
@Injectable()
export class CorrelationService {
  constructor(private readonly reports: ReportService) {}

  /** @throws InvalidInputError, StoreUnavailableError */
  ofPatterns(query: CorrelationQueryDto): Promise<JsonAnswer<CorrelationResponse>> {
    return this.reports.answer('performance-correlation', query, '30d', (range) => this.read(query, range));
  }

  private async read(query: CorrelationQueryDto, range: ResolvedRange): Promise<CorrelationResponse> {
    const granularity = query.granularity ?? defaultGranularity(range);
    const report = new Report(query, range, granularity, ORIGINAL_PARAMETERS);
    const before = report.cutBefore();
    const rows = await this.reports.read(report, METRIC_MEASURES, [report.grouping.key], before.buckets);
    const found = await rankedSeries(rows, 'usages');
    const shown = found.slice(0, query.limit ?? DEFAULT_LIMIT);
    report.checkFilled(shown.length + 1);
    const correlationOf = (own: Periods<Row>): Readonly<UsageCorrelation> => ({
      usage_count: sumOf(own.current, 'usages'),
      ...correlationsOf(own.current, report.current),
      ...(report.isExtended ? { data: bucketsOf(own.current, report) } : {}),
      ...compareCorrelations(own, report, before),
    });
    return {
      ...listSeries(report.grouping, shown, shown.map(correlationOf)),
      other: { patterns: found.length - shown.length, ...correlationOf(rowsBeyond(rows, shown)) },
      total_patterns: shown.length,
      total_matching: found.length,
      time_range: report.timeRange,
      ...report.bucketFields(),
    };
  }
}
