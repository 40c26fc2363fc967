import { Injectable } from '@nestjs/common';
import type { JsonAnswer } from '../../cache/json-answer.js';
import type { UsageAnswer } from '../../store/usages/usage-rows.js';
import { groupBy } from '../group-by.js';
import { linearTrend } from '../linear-trend.js';
import type { ResolvedRange } from '../query/resolve-range.js';
import type { GroupedSeriesQueryDto } from '../query/usage-query.dto.js';
import { filterPeriods, type Periods } from '../report/periods.js';
import { Report } from '../report/report.js';
import { ReportService } from '../report/report.service.js';
import { groupValue, rankedSeries, valueIdOf } from '../report/series.js';
import { averageQualityOf } from '../usage-metrics.js';
import type { QualitySeries, QualityTrendsResponse } from './quality-trends.dto.js';

const ORIGINAL_PARAMETERS = ['time_range', 'pattern_id'];
const MEASURES = ['quality_count', 'quality_sum', 'quality_min', 'quality_max'] as const;
type Row = UsageAnswer<(typeof MEASURES)[number]>;

const extremeOf = (
  rows: readonly Row[],
  measure: 'quality_min' | 'quality_max',
  choose: (a: number, b: number) => number,
): number | null =>
  rows.length === 0 ? null : rows.map((row) => row[measure]!).reduce((a, b) => choose(a, b));

/** @param rows with a quality. */
const qualitySeries = ({ current, previous }: Periods<Row>, report: Report): Readonly<QualitySeries> => {
  const byPlace = groupBy(current, ({ slice }) => slice);
  const averages = [...byPlace]
    .map(([x, own]) => ({ x, y: averageQualityOf(own)! }))
    .sort((a, b) => a.x - b.x);
  const { direction, velocity } = linearTrend(averages, report.buckets.length);
  return {
    trends: report.points(byPlace, (timestamp, place) => {
      const own = byPlace.get(place) ?? [];
      return {
        timestamp,
        avg_quality: averageQualityOf(own),
        pattern_count: new Set(own.map(({ pattern_id }) => pattern_id)).size,
        min_quality: extremeOf(own, 'quality_min', Math.min),
        max_quality: extremeOf(own, 'quality_max', Math.max),
      };
    }),
    overall_trend: direction,
    trend_velocity: velocity,
    ...report.comparison(averageQualityOf(current), averageQualityOf(previous)),
  };
};

/** The quality of all patterns over time. */
@Injectable()
export class QualityTrendsService {
  constructor(private readonly reports: ReportService) {}

  /** @throws InvalidInputError, StoreUnavailableError */
  overTime(query: GroupedSeriesQueryDto): Promise<JsonAnswer<QualityTrendsResponse>> {
    return this.reports.answer('quality-trends', query, '30d', (range) => this.read(query, range));
  }

  private async read(query: GroupedSeriesQueryDto, range: ResolvedRange): Promise<QualityTrendsResponse> {
    const report = new Report(query, range, query.granularity ?? 'day', ORIGINAL_PARAMETERS);
    const isByDimension = report.grouping.key === 'dimension';
    const rows = await this.reports.read(
      report,
      MEASURES,
      isByDimension ? ['pattern', 'dimension'] : ['pattern'],
    );
    const rated = filterPeriods(rows, ({ quality_count }) => quality_count! > 0);
    const groups = isByDimension ? await rankedSeries(rated, 'quality_count', valueIdOf) : undefined;
    report.checkFilled(1 + (groups?.length ?? 0));
    return {
      ...qualitySeries(rated, report),
      time_range: report.timeRange,
      ...(groups && {
        groups: groups.map((group) => ({ ...groupValue(group), ...qualitySeries(group, report) })),
      }),
      ...report.extendedFields(),
    };
  }
}
