import { Injectable } from '@nestjs/common';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { unknownCounts } from '../../common/unknown-counts.dto.js';
import { formatTime, type TimeRange } from '../../common/time-range.js';
import { UsageReadRepository } from '../../store/usages/usage-read.repository.js';
import { COST_MEASURES, type CostMeasure } from '../../store/rollups/usage-measures.js';
import type { UsageAnswer } from '../../store/usages/usage-rows.js';
import { ActorCountsService } from '../actors/actor-counts.service.js';
import { CounterCostsService } from '../costs/counter-costs.service.js';
import { costsOf } from '../costs/costs.js';
import { groupBy } from '../group-by.js';
import type { ResolvedRange } from '../query/resolve-range.js';
import { groupPeriods, splitPeriods } from '../report/periods.js';
import { Report } from '../report/report.js';
import { ReportService } from '../report/report.service.js';
import { LATENCY_RELATIVE_ERROR, latencyQuantiles } from '../stats/bin-quantile.js';
import { averageQualityOf, meanOf, successIntervalOf, sumOf, unknownsOf } from '../usage-metrics.js';
import type {
  OutcomeCounts,
  OverviewMetrics,
  OverviewPeriod,
  OverviewQueryDto,
  OverviewResponse,
} from './overview.dto.js';
import { patternMoves } from './pattern-moves.js';

const MEASURES = [
  'usages',
  'successes',
  'quality_count',
  'quality_sum',
  'success_outcomes',
  'partial_success_outcomes',
  'failure_outcomes',
  'error_outcomes',
] as const;

type QualityRow = UsageAnswer<(typeof MEASURES)[number]>;
type LatencyRow = UsageAnswer<'usages'>;
type CostRow = UsageAnswer<CostMeasure>;

/** The store's quality bins. */
const BANDS = 20;

const metricsOf = (
  usages: readonly QualityRow[],
  latencies: readonly LatencyRow[],
  costs: readonly CostRow[],
  withUnknown: boolean,
): Readonly<OverviewMetrics> => {
  const total = sumOf(usages, 'usages');
  const successes = sumOf(usages, 'successes');
  const bins = latencies.map((row) => ({ bin: row.bin!, usages: row.usages! }));
  const [p50, p95, p99] = latencyQuantiles(bins, [0.5, 0.95, 0.99]);
  return {
    usages: total + unknownsOf(usages),
    ...unknownCounts(withUnknown, total, unknownsOf(usages)),
    success_rate: meanOf(successes, total),
    success_interval: successIntervalOf({ usages: total, successes }),
    average_quality: averageQualityOf(usages),
    usages_with_time: sumOf(latencies, 'usages'),
    p50_execution_time_ms: p50!,
    p95_execution_time_ms: p95!,
    p99_execution_time_ms: p99!,
    ...costsOf(costs),
  };
};

const outcomesOf = (rows: readonly QualityRow[], withUnknown: boolean): OutcomeCounts => ({
  success: sumOf(rows, 'success_outcomes'),
  partial_success: sumOf(rows, 'partial_success_outcomes'),
  failure: sumOf(rows, 'failure_outcomes'),
  error: sumOf(rows, 'error_outcomes'),
  ...(withUnknown && { unknown: unknownsOf(rows) }),
});

const qualityBands = (rows: readonly QualityRow[]): OverviewResponse['quality_distribution'] =>
  Array.from({ length: BANDS }, (_, bin) => ({
    from: bin / BANDS,
    to: (bin + 1) / BANDS,
    count: sumOf(
      rows.filter((row) => row.bin === bin),
      'usages',
    ),
  }));

const placeOf = ({ slice }: { readonly slice: number }): number => slice;

/** Everything that a dashboard's first page shows, of one range and filter, in one answer. */
@Injectable()
export class OverviewService {
  constructor(
    private readonly reports: ReportService,
    private readonly usages: UsageReadRepository,
    private readonly actors: ActorCountsService,
    private readonly counters: CounterCostsService,
  ) {}

  /** @throws InvalidInputError, StoreUnavailableError */
  read(query: OverviewQueryDto): Promise<JsonAnswer<OverviewResponse>> {
    return this.reports.answer('overview', query, '7d', (range) => this.compute(query, range), true);
  }

  private async compute(query: OverviewQueryDto, range: ResolvedRange): Promise<OverviewResponse> {
    const report = new Report(Object.assign({ fill: true }, query), range, query.granularity ?? 'day');
    const { filter } = report;
    const withUnknown = filter.unknown !== undefined;
    const before = range.previous.from < range.previous.to ? [range.previous] : [];
    const slices = [...before, ...report.buckets];
    const whole = [...before, { from: range.from, to: range.to }];
    const rows = await Promise.all([
      this.usages.aggregate({ slices, measures: MEASURES, keys: ['quality_bin'], filter }),
      this.usages.aggregate({ slices, measures: ['usages'], keys: ['latency_bin'], filter }),
      this.usages.aggregate({ slices: whole, measures: ['usages', 'successes'], filter }),
      this.usages.aggregate({ slices, measures: COST_MEASURES, keys: [], filter }),
    ]);
    const fromCounters = await this.counters.of(whole, filter);
    const actorsIn = query.actors ? await this.actors.of({ slices: whole, filter }) : undefined;
    const qualities = await splitPeriods(rows[0], before.length);
    const latencies = await splitPeriods(rows[1], before.length);
    const patterns = await splitPeriods(rows[2], before.length);
    const costs = await splitPeriods(rows[3], before.length);
    const periodOf = (name: keyof typeof patterns, { from, to }: TimeRange): OverviewPeriod => {
      const place = before.length - (name === 'current' ? 0 : 1);
      return {
        ...metricsOf(qualities[name], latencies[name], costs[name], withUnknown),
        ...fromCounters(place),
        patterns: patterns[name].length,
        ...actorsIn?.(place),
        from: formatTime(from),
        to: formatTime(to),
      };
    };
    const qualitiesAt = groupBy(qualities.current, placeOf);
    const latenciesAt = groupBy(latencies.current, placeOf);
    const costsAt = groupBy(costs.current, placeOf);
    const { granularity, timezone, week_start } = report.bucketFields();
    return {
      time_range: report.timeRange,
      granularity,
      timezone,
      week_start,
      current: periodOf('current', range),
      previous: periodOf('previous', range.previous),
      buckets: report.points(qualitiesAt, (timestamp, place) => {
        const own = qualitiesAt.get(place) ?? [];
        return {
          timestamp,
          ...metricsOf(own, latenciesAt.get(place) ?? [], costsAt.get(place) ?? [], withUnknown),
          outcomes: outcomesOf(own, withUnknown),
        };
      }),
      quality_distribution: qualityBands(qualities.current),
      ...patternMoves(await groupPeriods(patterns, ({ pattern_id }) => pattern_id), withUnknown),
      relative_error: LATENCY_RELATIVE_ERROR,
    };
  }
}
