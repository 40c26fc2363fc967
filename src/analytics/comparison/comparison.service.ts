import { Injectable } from '@nestjs/common';
import { displayName, displayType, type PatternType } from '../../common/pattern-terms.js';
import { patternIdOf } from '../../common/pattern-id.js';
import { InvalidInputError } from '../../common/tracker-error.js';
import { PatternRepository } from '../../store/patterns/pattern.repository.js';
import { UsageReadRepository } from '../../store/usages/usage-read.repository.js';
import type { UsageAnswer } from '../../store/usages/usage-rows.js';
import type { ResolvedRange } from '../query/resolve-range.js';
import { ReportService } from '../report/report.service.js';
import { METRIC_MEASURES, metricsOf, successIntervalOf, sumOf, type UsageMetrics } from '../usage-metrics.js';
import { groupBy } from '../group-by.js';
import { latencyQuantiles } from '../stats/bin-quantile.js';
import { comparePair, type Contender } from './compare-pair.js';
import {
  MAX_COMPARED,
  COMPARED_METRICS,
  type CompareDto,
  type ComparedMetric,
  type ComparedPattern,
  type CompareResponse,
  type MetricComparison,
  type PairDto,
} from './comparison.dto.js';

const MEASURES = [...METRIC_MEASURES, 'quality_sum_squares'] as const;

interface Compared extends Contender {
  readonly id: string;
  readonly type: PatternType;
  readonly metrics: UsageMetrics;
  /** p50, p95 and p99 of the execution time in milliseconds; null without any. */
  readonly latencies: readonly (number | null)[];
}

const VALUE: Readonly<Record<ComparedMetric, (metrics: UsageMetrics) => number | null>> = {
  quality: ({ averageQuality }) => averageQuality,
  usage: ({ usages }) => usages,
  success_rate: ({ successRate }) => successRate,
};

const statisticsOf = (values: readonly number[]): MetricComparison['statistics'] => {
  if (values.length === 0) return { mean: null, median: null, std_dev: null };
  const n = values.length;
  const sorted = [...values].sort((a, b) => a - b);
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const upper = sorted[Math.floor(n / 2)]!;
  return {
    mean,
    median: n % 2 === 1 ? upper : (sorted[n / 2 - 1]! + upper) / 2,
    std_dev: n === 1 ? 0 : Math.sqrt(squares / (n - 1)),
  };
};

const pairOf = (a: Compared, b: Compared): PairDto => {
  const { successRate, quality, verdict } = comparePair(a, b);
  if (successRate.status !== 'ok') return { a: a.id, b: b.id, success_rate: successRate, quality, verdict };
  const { probabilityABetter, ...difference } = successRate;
  const success_rate = { ...difference, probability_a_better: probabilityABetter };
  return { a: a.id, b: b.id, success_rate, quality, verdict };
};

const compareMetric = (metric_name: ComparedMetric, compared: readonly Compared[]): MetricComparison => {
  const values = compared.map(({ id, metrics }) => [id, VALUE[metric_name](metrics)] as const);
  const measured = values.flatMap(([, value]) => value ?? []);
  return { metric_name, values: Object.fromEntries(values), statistics: statisticsOf(measured) };
};

/** Ids, the highest value first, those without one last. */
const rankingOf = ({ values }: MetricComparison): string[] => {
  const rank = (id: string): number => values[id] ?? -1;
  return Object.keys(values).sort((a, b) => rank(b) - rank(a) || (a < b ? -1 : 1));
};

const toComparedPattern = ({ id, name, type, metrics, latencies }: Compared): Readonly<ComparedPattern> => ({
  pattern_id: id,
  pattern_name: name,
  pattern_type: type,
  usage_count: metrics.usages,
  success_rate: metrics.successRate,
  success_interval: successIntervalOf(metrics),
  avg_quality: metrics.averageQuality,
  p50_execution_time_ms: latencies[0] ?? null,
  p95_execution_time_ms: latencies[1] ?? null,
  p99_execution_time_ms: latencies[2] ?? null,
});

/** @throws InvalidInputError where both together are more than can be compared, or one is there twice. */
const comparedIds = ({ pattern_ids = [], patterns = [] }: CompareDto): string[] => {
  const ids = [...pattern_ids.map((id) => id.toLowerCase()), ...patterns.map(patternIdOf)];
  const { size } = new Set(ids);
  if (size === ids.length && size <= MAX_COMPARED) return ids;
  const allowed = `at most ${MAX_COMPARED} patterns, each of them once`;
  const message = `pattern_ids and patterns name ${ids.length} patterns, ${size} of them different; they must be ${allowed}.`;
  throw new InvalidInputError([{ pointer: '/pattern_ids', code: 'invalid_list', allowed, message }]);
};

/** Patterns against each other. */
@Injectable()
export class ComparisonService {
  constructor(
    private readonly reports: ReportService,
    private readonly usages: UsageReadRepository,
    private readonly patterns: PatternRepository,
  ) {}

  /** @throws InvalidInputError, StoreUnavailableError */
  async compare(dto: CompareDto): Promise<CompareResponse> {
    const answer = await this.reports.answer('compare', dto, '30d', (range) => this.read(dto, range));
    return answer.parse();
  }

  private async read(dto: CompareDto, range: ResolvedRange): Promise<CompareResponse> {
    const compared = await this.find(dto, range);
    const asked = dto.metrics ?? COMPARED_METRICS;
    const metrics = COMPARED_METRICS.filter((metric) => asked.includes(metric));
    const comparisons = metrics.map((metric) => compareMetric(metric, compared));
    return {
      patterns: compared.map(toComparedPattern),
      comparisons,
      rankings: Object.fromEntries(comparisons.map((one) => [one.metric_name, rankingOf(one)])),
      pairs: compared.flatMap((a, at) => compared.slice(at + 1).map((b) => pairOf(a, b))),
    };
  }

  /** What is compared of each pattern, in the order in which they were given. */
  private async find(dto: CompareDto, range: ResolvedRange): Promise<Compared[]> {
    const ids = comparedIds(dto);
    const filter = { patternIds: ids, ...(dto.context ? { context: dto.context } : {}) };
    const rows = await this.usages.aggregate({ slices: [range], measures: MEASURES, filter });
    const bins = await this.usages.aggregate({
      slices: [range],
      measures: ['usages'],
      keys: ['pattern', 'latency_bin'],
      filter,
    });
    const found = new Map(rows.map((row) => [row.pattern_id, row]));
    const latencies = groupBy(bins, (row) => row.pattern_id);
    const registered = await this.patterns.list({ ids });
    const known = new Map(registered.map((pattern) => [pattern.id, pattern]));
    return ids.map((id): Compared => {
      const row: UsageAnswer<(typeof MEASURES)[number]> | undefined = found.get(id);
      const own = row ? [row] : [];
      const metrics = metricsOf(own);
      return {
        id,
        name: displayName(id, known.get(id)?.name ?? null),
        type: displayType(known.get(id)?.type ?? null),
        metrics,
        latencies: latencyQuantiles(
          (latencies.get(id) ?? []).map(({ bin, usages }) => ({ bin: bin!, usages: usages! })),
          [0.5, 0.95, 0.99],
        ),
        rate: { successes: metrics.successes, n: metrics.usages },
        quality: {
          n: sumOf(own, 'quality_count'),
          sum: sumOf(own, 'quality_sum'),
          sumOfSquares: sumOf(own, 'quality_sum_squares'),
        },
      };
    });
  }
}
