import { Injectable } from '@nestjs/common';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { mapInTurns } from '../../common/map-in-turns.js';
import { PatternRepository } from '../../store/patterns/pattern.repository.js';
import type { UsageAnswer } from '../../store/usages/usage-rows.js';
import { defaultGranularity, type Period } from '../query/buckets.js';
import type { ResolvedRange } from '../query/resolve-range.js';
import type { Periods } from '../report/periods.js';
import { checkPoints } from '../report/point-limit.js';
import { Report } from '../report/report.js';
import { ReportService } from '../report/report.service.js';
import { groupValue, rankedSeries, rowsBeyond, unusedSeries } from '../report/series.js';
import { METRIC_MEASURES, metricsOf } from '../usage-metrics.js';
import { trendLine, trendPoints } from './trend-line.js';
import { TREND_TYPES, type TrendType, trendValue } from './trend-type.js';
import type { TrendComparison, TrendLine, TrendsQueryDto, TrendsResponse } from './trends.dto.js';

const ORIGINAL_PARAMETERS = ['time_range', 'pattern_id', 'trend_type'];
type Row = UsageAnswer<(typeof METRIC_MEASURES)[number]>;

const compareTrend = (
  type: TrendType,
  { current, previous }: Periods<Row>,
  report: Report,
  before: Period,
): { comparison?: TrendComparison } => {
  const valueOf = (rows: readonly Row[]): number | null => trendValue[type](metricsOf(rows));
  const { comparison } = report.comparison(valueOf(current), valueOf(previous));
  if (!comparison) return {};
  const { direction, velocity } = trendLine(type, previous, before);
  return { comparison: { ...comparison, previous_direction: direction, previous_velocity: velocity } };
};

/** Where patterns are going. */
@Injectable()
export class TrendsService {
  constructor(
    private readonly reports: ReportService,
    private readonly patterns: PatternRepository,
  ) {}

  /** @throws InvalidInputError, StoreUnavailableError */
  ofPatterns(query: TrendsQueryDto): Promise<JsonAnswer<TrendsResponse>> {
    return this.reports.answer('trends', query, '30d', (range) => this.read(query, range));
  }

  private async read(query: TrendsQueryDto, range: ResolvedRange): Promise<TrendsResponse> {
    const report = new Report(
      query,
      range,
      query.granularity ?? defaultGranularity(range),
      ORIGINAL_PARAMETERS,
    );
    const { key } = report.grouping;
    const before = report.cutBefore();
    const rows = await this.reports.read(report, METRIC_MEASURES, [key], before.buckets);
    const used = await rankedSeries(rows, 'usages');
    const asked = key === 'pattern' ? report.filter.patternIds : [];
    const usedIds = used.map(({ id }) => id);
    const found = [...used, ...(await unusedSeries(this.patterns, asked, usedIds))];
    const shown = found.slice(0, query.limit);
    const types = query.trend_type === undefined ? TREND_TYPES : [query.trend_type];
    const points = report.isFilled ? (shown.length + 1) * report.buckets.length : rows.current.length;
    if (report.isExtended) checkPoints(types.length * points);

    const linesOf = (own: Periods<Row>): Readonly<TrendLine>[] =>
      types.map((type) => ({
        trend_type: type,
        ...trendLine(type, own.current, report.current),
        ...(report.isExtended ? { data: trendPoints(type, own.current, report) } : {}),
        ...compareTrend(type, own, report, before),
      }));
    const lines = await mapInTurns(shown, linesOf);
    return {
      trends:
        key === 'dimension'
          ? []
          : shown.flatMap(({ id, name }, at) =>
              lines[at]!.map((line) => ({ pattern_id: id, pattern_name: name, ...line })),
            ),
      time_range: report.timeRange,
      ...(key === 'dimension'
        ? { groups: shown.map((one, at) => ({ ...groupValue(one), trends: lines[at]! })) }
        : {}),
      ...(query.limit === undefined
        ? {}
        : {
            other: {
              patterns: found.length - shown.length,
              trends: linesOf(rowsBeyond(rows, shown)),
            },
          }),
      ...(report.isExtended ? { total_patterns: shown.length, total_matching: found.length } : {}),
      ...report.extendedFields(),
    };
  }
}
