import { Inject, Injectable } from '@nestjs/common';
import {
  type AskedRange,
  askedRange,
  groupBy,
  latencyQuantiles,
  METRIC_MEASURES,
  metricsOf,
  questionKey,
  sumOf,
  usageTrend,
} from '../analytics/index.js';
import { AnswerCache } from '../cache/answer-cache.js';
import { Clock } from '../common/clock.js';
import { displayName, displayType, type NodeType } from '../common/pattern-terms.js';
import { formatTime } from '../common/time-range.js';
import type { TrackerConfig } from '../config/config.js';
import { TRACKER_CONFIG } from '../config/tracker-config.token.js';
import { type ListedPattern, PatternRepository } from '../store/repositories/pattern.repository.js';
import { UsageReadRepository } from '../store/repositories/usage-read.repository.js';
import type { UsageFilter } from '../store/usage-question.js';
import type { UsageAnswer } from '../store/usage-rows.js';
import { defaultOrder, inOrder } from './pattern-order.js';
import type { PatternRow, PatternTableQueryDto, PatternTableResponse } from './pattern-table.dto.js';
import { type Sparkline, sparklineOf } from './sparkline.js';
import { effectivenessOf } from './stats/effectiveness-score.js';
import { recommendationReason } from './stats/recommendation-reason.js';
import type { TableRow } from './table-row.js';

const MEASURES = [...METRIC_MEASURES, 'last_used'] as const;
type HalfRow = UsageAnswer<(typeof MEASURES)[number]>;

/** A pattern and its usages of the range's first half (slice 0) and second (slice 1). */
const toRow = (
  { id, name, type, nodeType, firstSeen }: ListedPattern,
  halves: readonly HalfRow[],
): TableRow => {
  const metrics = metricsOf(halves);
  const { effectiveness_score, confidence, recommendation } = effectivenessOf(metrics);
  const usagesOf = (slice: number): number =>
    sumOf(
      halves.filter((row) => row.slice === slice),
      'usages',
    );
  return {
    id,
    name: displayName(id, name),
    type: displayType(type),
    nodeType,
    firstSeen,
    ...metrics,
    usageTrend: usageTrend(usagesOf(0), usagesOf(1)),
    lastUsed: halves.length === 0 ? null : Math.max(...halves.map((row) => row.last_used!)),
    score: effectiveness_score,
    confidence,
    recommendation,
    p95: null,
  };
};

/** What only the rows of a page need. */
interface RowDetails {
  readonly p95: Readonly<Record<string, number | null>>;
  /** Usages by the bucket's place. */
  readonly counts: Readonly<Record<string, readonly number[]>>;
}

const timeOf = (ms: number | null): string | null => (ms === null ? null : formatTime(ms));

const toPatternRow = (row: TableRow, { p95, counts }: RowDetails, { slices }: Sparkline): PatternRow => ({
  pattern_id: row.id,
  pattern_name: row.name,
  pattern_type: row.type,
  node_type: row.nodeType,
  usage_count: row.usages,
  success_rate: row.successRate,
  avg_quality: row.averageQuality,
  avg_execution_time_ms: row.averageExecutionMs,
  p95_execution_time_ms: p95[row.id] ?? null,
  effectiveness_score: row.score,
  confidence: row.confidence,
  recommendation: row.recommendation,
  reason: recommendationReason(row),
  usage_trend: row.usageTrend,
  first_seen: timeOf(row.firstSeen),
  last_used: timeOf(row.lastUsed),
  sparkline: counts[row.id] ?? slices.map(() => 0),
});

/** All patterns, used or not, as a table that is sorted, filtered and paged here. */
@Injectable()
export class PatternTableService {
  constructor(
    @Inject(TRACKER_CONFIG) private readonly config: TrackerConfig,
    private readonly patterns: PatternRepository,
    private readonly usages: UsageReadRepository,
    private readonly clock: Clock,
    private readonly cache: AnswerCache,
  ) {}

  /**
   * A page. All rows are computed once a second at the most, whatever the page and the order.
   * @throws InvalidInputError, StoreUnavailableError
   */
  async page(query: PatternTableQueryDto): Promise<PatternTableResponse> {
    const { sort = 'usage_count', recommendation } = query;
    const order = query.order ?? defaultOrder(sort);
    const [limit, offset] = [Number(query.limit ?? '50'), Number(query.offset ?? '0')];
    const { clockSkewMs } = this.config.ingestion;
    const range = askedRange(query, '7d', { now: this.clock.now(), clockSkewMs });
    const sparkline = sparklineOf(range, range.elapsedTo);
    const all = await this.rows(query, range, sort === 'p95_execution_time_ms');
    const chosen = recommendation ? all.filter((row) => row.recommendation === recommendation) : all;
    const rows = inOrder(chosen, sort, order).slice(offset, offset + limit);
    const details = await this.details(query, range, sparkline, rows);
    return {
      patterns: rows.map((row) => toPatternRow(row, details, sparkline)),
      total: chosen.length,
      limit,
      offset,
      sort,
      order,
      time_range: range.name ?? 'custom',
      from: formatTime(range.from),
      to: formatTime(range.to),
      sparkline: {
        start: formatTime(sparkline.start),
        bucket_seconds: sparkline.width / 1000,
        buckets: sparkline.slices.length,
      },
    };
  }

  private rows(query: PatternTableQueryDto, range: AskedRange, withP95: boolean): Promise<TableRow[]> {
    const { time_range, from, to, q, pattern_type, node_type } = query;
    const question = { time_range, from, to, q, pattern_type, node_type, withP95 };
    return this.cache.getOrLoad({ key: questionKey('pattern-table', question), range }, () =>
      this.loadRows(query, range, withP95),
    );
  }

  private async loadRows(
    query: PatternTableQueryDto,
    { from, to, elapsedTo }: AskedRange,
    withP95: boolean,
  ): Promise<TableRow[]> {
    const { q: namePart, pattern_type: type } = query;
    const nodeType = query.node_type?.toLowerCase() as NodeType | undefined;
    const filter: UsageFilter = { ...(type && { patternType: type }), ...(nodeType && { nodeType }) };
    const listed = await this.patterns.list({
      ...(namePart && { namePart }),
      ...(type && { type }),
      ...(nodeType && { nodeType }),
    });
    const middle = Math.max(from + 1, Math.floor((from + Math.max(from, elapsedTo)) / 2));
    const halves = [
      { from, to: Math.min(middle, to) },
      { from: middle, to },
    ].filter((half) => half.from < half.to);
    const rows = await this.usages.aggregate({ slices: halves, measures: MEASURES, filter });
    const p95 = withP95 ? await this.p95s({ from, to }, filter) : {};
    const byPattern = groupBy(rows, (row) => row.pattern_id);
    return listed.map((pattern) => ({
      ...toRow(pattern, byPattern.get(pattern.id) ?? []),
      p95: p95[pattern.id] ?? null,
    }));
  }

  private async details(
    { time_range, from, to }: PatternTableQueryDto,
    range: AskedRange,
    { slices }: Sparkline,
    rows: readonly TableRow[],
  ): Promise<RowDetails> {
    const patternIds = rows.filter(({ usages }) => usages > 0).map(({ id }) => id);
    if (patternIds.length === 0) return { p95: {}, counts: {} };
    const question = { time_range, from, to, patternIds };
    const key = questionKey('pattern-table-details', question);
    return this.cache.getOrLoad({ key, range }, async () => {
      const used = await this.usages.aggregate({ slices, measures: ['usages'], filter: { patternIds } });
      const counts = [...groupBy(used, (row) => row.pattern_id)].map(([id, own]) => {
        const bySlice = new Map(own.map((row) => [row.slice, row.usages!]));
        return [id, slices.map((_, at) => bySlice.get(at) ?? 0)] as const;
      });
      return { p95: await this.p95s(range, { patternIds }), counts: Object.fromEntries(counts) };
    });
  }

  private async p95s(
    { from, to }: { readonly from: number; readonly to: number },
    filter: UsageFilter,
  ): Promise<Record<string, number | null>> {
    const bins = await this.usages.aggregate({
      slices: [{ from, to }],
      measures: ['usages'],
      keys: ['pattern', 'latency_bin'],
      filter,
    });
    return Object.fromEntries(
      [...groupBy(bins, (row) => row.pattern_id)].map(([id, own]) => {
        const [p95 = null] = latencyQuantiles(
          own.map((row) => ({ bin: row.bin!, usages: row.usages! })),
          [0.95],
        );
        return [id, p95];
      }),
    );
  }
}
