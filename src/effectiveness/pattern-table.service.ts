import { Injectable } from '@nestjs/common';
import {
  type ActorCounts,
  ActorCountsService,
  cacheKey,
  groupBy,
  latencyQuantiles,
  METRIC_MEASURES,
  metricsOf,
  outcomeFilter,
  ReportService,
  type ResolvedRange,
  sumOf,
  unknownsOf,
  usageFilter,
  type UsageMetrics,
  usageTrend,
} from '../analytics/index.js';
import { AnswerCache } from '../cache/answer-cache.js';
import { JsonAnswer } from '../cache/json-answer.js';
import { displayName, displayType, type NodeType } from '../common/pattern-terms.js';
import { unknownCounts } from '../common/unknown-counts.dto.js';
import { formatTime, type TimeRange } from '../common/time-range.js';
import { type ListedPattern, PatternRepository } from '../store/patterns/pattern.repository.js';
import { UsageReadRepository } from '../store/usages/usage-read.repository.js';
import type { UsageFilter } from '../store/usages/usage-question.js';
import { foldUnknowns } from '../store/usages/unknown-usages.js';
import type { UsageAnswer } from '../store/usages/usage-rows.js';
import { chosenBy } from './life-cycle/chosen-by.js';
import { LastUsagesService } from './life-cycle/last-usages.service.js';
import { unusedMs } from './life-cycle/unused-for.js';
import { defaultOrder, inOrder } from './pattern-order.js';
import type { PatternRow, PatternTableQueryDto, PatternTableResponse } from './pattern-table.dto.js';
import { type Sparkline, sparklineOf } from './sparkline.js';
import { effectivenessOf } from './stats/effectiveness-score.js';
import { recommendationReason } from './stats/recommendation-reason.js';
import type { TableRow } from './table-row.js';

const MEASURES = [...METRIC_MEASURES, 'last_used'] as const;
type HalfRow = UsageAnswer<(typeof MEASURES)[number]>;

/** What is known of a pattern's usages in the range. */
type UsedRow = Pick<TableRow, keyof UsageMetrics | 'unknowns' | 'usageTrend' | 'lastUsed' | 'p95' | 'actors'>;

/** All that was used, and the range that it was used in: one up to now is a little further each time. */
interface UsedPatterns {
  readonly from: number;
  readonly to: number;
  readonly rows: Readonly<Record<string, UsedRow>>;
}

const UNUSED: UsedRow = {
  ...metricsOf([]),
  unknowns: 0,
  actors: null,
  usageTrend: usageTrend(0, 0),
  lastUsed: null,
  p95: null,
};

/** A pattern's usages of the range's first half (slice 0) and second (slice 1). */
const toUsedRow = (halves: readonly HalfRow[], p95: number | null, actors: number | null): UsedRow => {
  const usagesOf = (slice: number): number =>
    sumOf(
      halves.filter((row) => row.slice === slice),
      'usages',
    );
  return {
    ...metricsOf(halves),
    unknowns: unknownsOf(halves),
    actors,
    usageTrend: usageTrend(usagesOf(0), usagesOf(1)),
    lastUsed: Math.max(...halves.map((row) => row.last_used!)),
    p95,
  };
};

const toRow = (
  { id, name, type, nodeType, firstSeen, state, keep }: ListedPattern,
  used: UsedRow,
): TableRow => {
  const { effectiveness_score, confidence, recommendation } = effectivenessOf(used);
  return {
    id,
    name: displayName(id, name),
    type: displayType(type),
    nodeType,
    firstSeen,
    state,
    keep,
    ...used,
    score: effectiveness_score,
    confidence,
    recommendation,
  };
};

/** What of all patterns is read only where they are sorted or chosen by it. */
interface MoreOfAll {
  readonly hasP95: boolean;
  readonly hasActors: boolean;
}

/** What only the rows of a page need. */
interface RowDetails {
  readonly p95: Readonly<Record<string, number | null>>;
  /** Only where they are asked for. */
  readonly actors?: Readonly<Record<string, Readonly<ActorCounts>>> | undefined;
  /** Usages by the bucket's place. */
  readonly counts: Readonly<Record<string, readonly number[]>>;
  readonly sparkline: PatternTableResponse['sparkline'];
}

const toScale = ({ start, width, slices }: Sparkline): PatternTableResponse['sparkline'] => ({
  start: formatTime(start),
  bucket_seconds: width / 1000,
  buckets: slices.length,
});

/** Of what was not used. */
const NO_ACTORS: ActorCounts = { actors: null, usages_with_actor: 0 };

const timeOf = (ms: number | null): string | null => (ms === null ? null : formatTime(ms));

const toPatternRow = (
  row: TableRow,
  { p95, actors, counts, sparkline }: RowDetails,
  withUnknown: boolean,
): PatternRow => ({
  pattern_id: row.id,
  pattern_name: row.name,
  pattern_type: row.type,
  node_type: row.nodeType,
  usage_count: row.usages + row.unknowns,
  ...unknownCounts(withUnknown, row.usages, row.unknowns),
  ...(actors && (actors[row.id] ?? NO_ACTORS)),
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
  state: row.state,
  keep: row.keep,
  sparkline: counts[row.id] ?? Array.from({ length: sparkline.buckets }, () => 0),
});

/** All patterns, used or not, as a table that is sorted, filtered and paged here. */
@Injectable()
export class PatternTableService {
  constructor(
    private readonly reports: ReportService,
    private readonly patterns: PatternRepository,
    private readonly usages: UsageReadRepository,
    private readonly cache: AnswerCache,
    private readonly lastUsages: LastUsagesService,
    private readonly actors: ActorCountsService,
  ) {}

  /**
   * A page. Patterns and usages are read once a second at the most, whatever the page and the order; of a
   * range that is over only the patterns, which may be described anew or used for the first time.
   * @throws InvalidInputError, StoreUnavailableError
   */
  async page(query: PatternTableQueryDto): Promise<JsonAnswer<PatternTableResponse>> {
    const { sort = 'usage_count', recommendation } = query;
    const order = query.order ?? defaultOrder(sort);
    const { limit = 50, offset = 0 } = query;
    const range = this.rangeOf(query);
    const hasActors = sort === 'actors' || query.only_one_actor !== undefined;
    const used = await this.used(query, range, { hasP95: sort === 'p95_execution_time_ms', hasActors });
    const all = (await this.listed(query)).map((pattern) => toRow(pattern, used.rows[pattern.id] ?? UNUSED));
    const recommended = recommendation ? all.filter((row) => row.recommendation === recommendation) : all;
    const unused = await this.unused(query, recommended);
    const { chosen, facets } = chosenBy(query, unused, hasActors);
    const rows = inOrder(chosen, sort, order).slice(offset, offset + limit);
    const details = await this.details(query, range, rows, hasActors || query.actors === true);
    return JsonAnswer.of({
      patterns: rows.map((row) => toPatternRow(row, details, query.include !== undefined)),
      total: chosen.length,
      facets,
      limit,
      offset,
      sort,
      order,
      time_range: range.name ?? 'custom',
      from: formatTime(used.from),
      to: formatTime(used.to),
      sparkline: details.sparkline,
    });
  }

  /** Those that were not used for as long as the question says; all where it says nothing. */
  private async unused(
    { unused_for }: PatternTableQueryDto,
    rows: readonly TableRow[],
  ): Promise<readonly TableRow[]> {
    if (unused_for === undefined) return rows;
    const { now, lastUsages } = await this.lastUsages.all();
    const since = now - unusedMs(unused_for);
    return rows.filter(({ id }) => (lastUsages[id]?.lastUsed ?? -Infinity) < since);
  }

  private rangeOf(query: PatternTableQueryDto): ResolvedRange {
    return this.reports.rangeOf(query, '7d');
  }

  private listed(query: PatternTableQueryDto): Promise<ListedPattern[]> {
    const { q: namePart, pattern_type: type, node_type } = query;
    const nodeType = node_type?.toLowerCase() as NodeType | undefined;
    const ids = query.pattern_id;
    const choice = {
      ...(ids && { ids }),
      ...(namePart && { namePart }),
      ...(type && { type }),
      ...(nodeType && { nodeType }),
    };
    return this.cache.getOrLoad({ key: cacheKey('pattern-list', choice) }, () => this.patterns.list(choice));
  }

  private used(query: PatternTableQueryDto, range: ResolvedRange, more: MoreOfAll): Promise<UsedPatterns> {
    const { time_range, from, to, pattern_id, pattern_type, node_type, include } = query;
    const question = { time_range, from, to, pattern_id, pattern_type, node_type, include, ...more };
    return this.cache.getOrLoad({ key: cacheKey('pattern-table', question), range }, () =>
      this.loadUsed(query, more),
    );
  }

  private async loadUsed(
    query: PatternTableQueryDto,
    { hasP95, hasActors }: MoreOfAll,
  ): Promise<UsedPatterns> {
    const { from, to, elapsedTo } = this.rangeOf(query);
    const filter = usageFilter(query);
    const middle = Math.max(from + 1, Math.floor((from + Math.max(from, elapsedTo)) / 2));
    const halves = [
      { from, to: Math.min(middle, to) },
      { from: middle, to },
    ].filter((half) => half.from < half.to);
    const rows = await this.usages.aggregate({ slices: halves, measures: MEASURES, filter });
    const actorsOf = hasActors ? await this.actorsOf({ from, to }, filter) : undefined;
    const p95 = hasP95 ? await this.p95s({ from, to }, filter) : {};
    const used = [...groupBy(rows, (row) => row.pattern_id)].map(
      ([id, own]) => [id, toUsedRow(own, p95[id] ?? null, actorsOf?.(id).actors ?? null)] as const,
    );
    return { from, to, rows: Object.fromEntries(used) };
  }

  private async details(
    query: PatternTableQueryDto,
    range: ResolvedRange,
    rows: readonly TableRow[],
    hasActors: boolean,
  ): Promise<RowDetails> {
    // In an order of their own: where usages arrive, that of the rows changes from one answer to the next.
    const patternIds = rows
      .filter(({ usages, unknowns }) => usages + unknowns > 0)
      .map(({ id }) => id)
      .sort();
    if (patternIds.length === 0) {
      const actors = hasActors ? {} : undefined;
      return { p95: {}, actors, counts: {}, sparkline: toScale(sparklineOf(range, range.elapsedTo)) };
    }
    const { time_range, from, to, include } = query;
    const key = cacheKey('pattern-table-details', { time_range, from, to, include, hasActors, patternIds });
    return this.cache.getOrLoad({ key, range }, async () => {
      const current = this.rangeOf(query);
      const sparkline = sparklineOf(current, current.elapsedTo);
      const { slices } = sparkline;
      const filter = { patternIds, ...outcomeFilter({ include }) };
      const used = foldUnknowns(await this.usages.aggregate({ slices, measures: ['usages'], filter }));
      const counts = [...groupBy(used, (row) => row.pattern_id)].map(([id, own]) => {
        const bySlice = new Map(own.map((row) => [row.slice, row.usages!]));
        return [id, slices.map((_, at) => bySlice.get(at) ?? 0)] as const;
      });
      const actorsOf = hasActors ? await this.actorsOf(current, filter) : undefined;
      return {
        p95: await this.p95s(current, { patternIds }),
        actors: actorsOf && Object.fromEntries(patternIds.map((id) => [id, actorsOf(id)])),
        counts: Object.fromEntries(counts),
        sparkline: toScale(sparkline),
      };
    });
  }

  private async actorsOf(
    { from, to }: TimeRange,
    filter: UsageFilter,
  ): Promise<(patternId: string) => Readonly<ActorCounts>> {
    const actorsOf = await this.actors.of({ slices: [{ from, to }], key: 'pattern', filter });
    return (patternId) => actorsOf(0, patternId);
  }

  private async p95s({ from, to }: TimeRange, filter: UsageFilter): Promise<Record<string, number | null>> {
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
