import { Inject, Injectable } from '@nestjs/common';
import { AnswerCache } from '../../cache/answer-cache.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { Clock } from '../../common/clock.js';
import { formatTime, type TimeRange } from '../../common/time-range.js';
import type { TrackerConfig } from '../../config/config.js';
import { TRACKER_CONFIG } from '../../config/tracker-config.token.js';
import { UsageReadRepository } from '../../store/repositories/usage-read.repository.js';
import type { UsageAnswer } from '../../store/usage-rows.js';
import { groupBy } from '../group-by.js';
import {
  type AskedRange,
  askedBuckets,
  askedFilter,
  askedRange,
  isPartial,
  questionKey,
  type RequestClock,
} from '../request/usage-request.js';
import { LATENCY_RELATIVE_ERROR, latencyQuantiles } from '../stats/bin-quantile.js';
import { meanOf, successIntervalOf, sumOf } from '../usage-metrics.js';
import type { OutcomeCounts, OverviewMetrics, OverviewQueryDto, OverviewResponse } from './overview.dto.js';
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

/** The store's quality bins. */
const BANDS = 20;

const metricsOf = (
  usages: readonly QualityRow[],
  latencies: readonly LatencyRow[],
): Readonly<OverviewMetrics> => {
  const total = sumOf(usages, 'usages');
  const successes = sumOf(usages, 'successes');
  const bins = latencies.map((row) => ({ bin: row.bin!, usages: row.usages! }));
  const [p50, p95, p99] = latencyQuantiles(bins, [0.5, 0.95, 0.99]);
  return {
    usages: total,
    success_rate: meanOf(successes, total),
    success_interval: successIntervalOf({ usages: total, successes }),
    average_quality: meanOf(sumOf(usages, 'quality_sum'), sumOf(usages, 'quality_count')),
    p50_execution_time_ms: p50!,
    p95_execution_time_ms: p95!,
    p99_execution_time_ms: p99!,
  };
};

const outcomesOf = (rows: readonly QualityRow[]): OutcomeCounts => ({
  success: sumOf(rows, 'success_outcomes'),
  partial_success: sumOf(rows, 'partial_success_outcomes'),
  failure: sumOf(rows, 'failure_outcomes'),
  error: sumOf(rows, 'error_outcomes'),
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

/** Everything that a dashboard's first page shows, of one range and filter, in one answer. */
@Injectable()
export class OverviewService {
  constructor(
    @Inject(TRACKER_CONFIG) private readonly config: TrackerConfig,
    private readonly usages: UsageReadRepository,
    private readonly clock: Clock,
    private readonly cache: AnswerCache,
  ) {}

  /** @throws InvalidInputError, StoreUnavailableError */
  async read(query: OverviewQueryDto): Promise<JsonAnswer<OverviewResponse>> {
    const range = askedRange(query, '7d', this.requestClock());
    const whole = { from: range.previous.from, to: range.to };
    return this.cache.getOrLoadJson({ key: questionKey('overview', query), range: whole }, () =>
      this.compute(query),
    );
  }

  private async compute(query: OverviewQueryDto): Promise<OverviewResponse> {
    const range = askedRange(query, '7d', this.requestClock());
    const filter = askedFilter(query);
    const { calendar, buckets } = askedBuckets(query, range, query.granularity ?? 'day');
    const { previous, elapsedTo } = range;
    const before = previous.from < previous.to ? [previous] : [];
    const slices = [...before, ...buckets];
    const [qualities, latencies, patterns] = await Promise.all([
      this.usages.aggregate({ slices, measures: MEASURES, keys: ['quality_bin'], filter }),
      this.usages.aggregate({ slices, measures: ['usages'], keys: ['latency_bin'], filter }),
      this.usages.aggregate({
        slices: [...before, { from: range.from, to: range.to }],
        measures: ['usages', 'successes'],
        filter,
      }),
    ]);

    const qualitiesAt = bySlice(qualities);
    const latenciesAt = bySlice(latencies);
    const at = (slice: number): [QualityRow[], LatencyRow[]] => [
      qualitiesAt.get(slice) ?? [],
      latenciesAt.get(slice) ?? [],
    ];
    const first = before.length;
    const isCurrent = ({ slice }: { readonly slice: number }): boolean => slice >= first;
    const current = qualities.filter(isCurrent);
    const moves = patterns.map((row) => ({ ...row, isCurrent: isCurrent(row) }));
    const period = (ofCurrent: boolean, { from, to }: TimeRange): OverviewResponse['current'] => ({
      ...metricsOf(
        qualities.filter((row) => isCurrent(row) === ofCurrent),
        latencies.filter((row) => isCurrent(row) === ofCurrent),
      ),
      patterns: new Set(moves.filter((row) => row.isCurrent === ofCurrent).map((row) => row.pattern_id)).size,
      from: formatTime(from),
      to: formatTime(to),
    });
    return {
      time_range: range.name ?? 'custom',
      granularity: calendar.granularity,
      timezone: calendar.timeZone,
      week_start: calendar.weekStart,
      current: period(true, range),
      previous: period(false, previous),
      buckets: buckets
        .map((bucket, place) => ({ bucket, rows: at(first + place) }))
        // What has not begun yet is no gap.
        .filter(({ bucket, rows: [own] }) => own.length > 0 || bucket.start <= elapsedTo)
        .map(({ bucket, rows: [own, bins] }) => ({
          timestamp: formatTime(bucket.start),
          ...metricsOf(own, bins),
          outcomes: outcomesOf(own),
          ...partialOf(bucket, range),
        })),
      quality_distribution: qualityBands(current),
      ...patternMoves(moves),
      relative_error: LATENCY_RELATIVE_ERROR,
    };
  }

  private requestClock(): RequestClock {
    return { now: this.clock.now(), clockSkewMs: this.config.ingestion.clockSkewMs };
  }
}

const bySlice = <Row extends { readonly slice: number }>(rows: readonly Row[]): Map<number, Row[]> =>
  groupBy(rows, ({ slice }) => slice);

const partialOf = (bucket: Parameters<typeof isPartial>[0], range: AskedRange): { partial?: true } =>
  isPartial(bucket, range) ? { partial: true } : {};
