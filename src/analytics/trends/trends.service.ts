import { Injectable } from '@nestjs/common';
import { AnswerCache } from '../../cache/answer-cache.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { mapInTurns } from '../../common/map-in-turns.js';
import { displayName } from '../../common/pattern-terms.js';
import { PatternRepository } from '../../store/repositories/pattern.repository.js';
import { UsageReadRepository } from '../../store/repositories/usage-read.repository.js';
import type { UsageAnswer } from '../../store/usage-rows.js';
import { groupInTurns } from '../group-by.js';
import type { LinearTrend } from '../linear-trend.js';
import { mostUsed } from '../most-used.js';
import { comparePeriods } from '../period-comparison.dto.js';
import { askedGroup, identityOf } from '../request/asked-group.js';
import { askedPeriods, splitPeriods } from '../request/asked-periods.js';
import { boundedAggregate } from '../request/bounded-aggregate.js';
import { RequestTime } from '../request/request-time.js';
import { saidBuckets } from '../request/said-buckets.js';
import { checkPoints } from '../request/too-many-points.js';
import {
  askedBuckets,
  askedFilter,
  askedRange,
  isExtended,
  keptQuestion,
  usualGranularity,
} from '../request/usage-request.js';
import { unusedPatterns } from '../unused-patterns.js';
import { METRIC_MEASURES, metricsOf } from '../usage-metrics.js';
import { trendLine, trendPoints } from './trend-line.js';
import { TREND_TYPES, trendValue } from './trend-type.js';
import type { TrendComparison, TrendLine, TrendsQueryDto, TrendsResponse } from './trends.dto.js';

type Row = UsageAnswer<(typeof METRIC_MEASURES)[number]>;

const previousOf = ({
  direction,
  velocity,
}: LinearTrend): Pick<TrendComparison, 'previous_direction' | 'previous_velocity'> => ({
  previous_direction: direction,
  previous_velocity: velocity,
});

/** Where patterns are going. */
@Injectable()
export class TrendsService {
  constructor(
    private readonly usages: UsageReadRepository,
    private readonly patterns: PatternRepository,
    private readonly time: RequestTime,
    private readonly cache: AnswerCache,
  ) {}

  /** @throws InvalidInputError, StoreUnavailableError */
  async ofPatterns(query: TrendsQueryDto): Promise<JsonAnswer<TrendsResponse>> {
    const range = askedRange(query, '30d', this.time.read());
    const question = keptQuestion('trends', query, range, query.compare !== undefined);
    return this.cache.getOrLoadJson(question, () => this.read(query));
  }

  private async read(query: TrendsQueryDto): Promise<TrendsResponse> {
    const range = askedRange(query, '30d', this.time.read());
    const filter = askedFilter(query);
    const { key, contextKey } = askedGroup(query);
    const asked = askedBuckets(query, range, query.granularity ?? usualGranularity(range));
    const periods = askedPeriods(range, asked, query.compare !== undefined);
    const rows = await boundedAggregate(this.usages, {
      slices: periods.slices,
      measures: METRIC_MEASURES,
      keys: [key],
      contextKey,
      filter,
    });
    const { current, previous } = splitPeriods(rows, periods);
    const used = (await mostUsed(current)).map((one) => ({ ...one, name: one.own[0]!.name }));
    const unused =
      key === 'context'
        ? []
        : await unusedPatterns(
            this.patterns,
            filter.patternIds,
            used.map(({ id }) => id),
          );
    const found = [...used, ...unused.map((one) => ({ ...one, own: [] }))];
    const shown = query.limit === undefined ? found : found.slice(0, query.limit);
    const types = query.trend_type === undefined ? TREND_TYPES : [query.trend_type];
    const extended = isExtended(query) || query.granularity !== undefined || query.group_by !== undefined;
    const { fill: fills = false } = query;
    if (extended)
      checkPoints(types.length * (fills ? (shown.length + 1) * asked.buckets.length : current.length));

    const linesOf = (own: readonly Row[], before: readonly Row[]): Readonly<TrendLine>[] =>
      types.map((type) => ({
        trend_type: type,
        ...trendLine(type, own, periods.current),
        ...(extended ? { data: trendPoints(type, own, periods.current, fills) } : {}),
        ...(periods.previous
          ? {
              comparison: {
                ...comparePeriods(
                  range,
                  trendValue[type](metricsOf(own)),
                  trendValue[type](metricsOf(before)),
                ),
                ...previousOf(trendLine(type, before, periods.previous)),
              },
            }
          : {}),
      }));
    const earlier = await groupInTurns(previous, identityOf);
    const lines = await mapInTurns(shown, ({ id, own }) => linesOf(own, earlier.get(id) ?? []));
    const within = new Set(shown.map(({ id }) => id));
    const isBeyond = (row: Row): boolean => !within.has(identityOf(row));
    return {
      trends:
        key === 'context'
          ? []
          : shown.flatMap(({ id, name }, at) =>
              lines[at]!.map((line) => ({
                pattern_id: id,
                pattern_name: displayName(id, name),
                ...line,
              })),
            ),
      time_range: range.name ?? 'custom',
      ...(key === 'context'
        ? { groups: shown.map(({ own }, at) => ({ value: own[0]?.context ?? null, trends: lines[at]! })) }
        : {}),
      ...(query.limit === undefined
        ? {}
        : {
            other: {
              patterns: found.length - shown.length,
              trends: linesOf(current.filter(isBeyond), previous.filter(isBeyond)),
            },
          }),
      ...(extended
        ? { total_patterns: shown.length, total_matching: found.length, ...saidBuckets(range, asked) }
        : {}),
    };
  }
}
