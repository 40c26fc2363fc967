import { Injectable } from '@nestjs/common';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { mapInTurns } from '../../common/map-in-turns.js';
import { displayName } from '../../common/pattern-terms.js';
import { PatternRepository } from '../../store/patterns/pattern.repository.js';
import type { MeasureName } from '../../store/rollups/usage-measures.js';
import type { UsageAnswer } from '../../store/usages/usage-rows.js';
import { groupBy } from '../group-by.js';
import type { ResolvedRange } from '../query/resolve-range.js';
import { groupPeriods, type Periods } from '../report/periods.js';
import { Report } from '../report/report.js';
import { ReportService } from '../report/report.service.js';
import { groupValue, rankedSeries, valueIdOf } from '../report/series.js';
import { LATENCY_RELATIVE_ERROR } from '../stats/bin-quantile.js';
import { sumOf } from '../usage-metrics.js';
import { isQuantile, type SeriesMetric, seriesMetric } from './series-metric.js';
import type {
  MetricSeries,
  PatternSeries,
  TimeSeriesPoint,
  TimeSeriesQueryDto,
  TimeSeriesResponse,
} from './time-series.dto.js';

const ORIGINAL_PARAMETERS = ['time_range', 'pattern_id', 'metric', 'granularity'];
type Row = UsageAnswer<MeasureName>;

/** What is said of a bucket, without its time. */
const pointOf = ({ of, told }: SeriesMetric, rows: readonly Row[]): Pick<TimeSeriesPoint, 'value' | 'n'> => ({
  value: of(rows),
  ...(told && { n: sumOf(rows, told) }),
});

/** One metric of patterns over time. */
@Injectable()
export class TimeSeriesService {
  constructor(
    private readonly reports: ReportService,
    private readonly patterns: PatternRepository,
  ) {}

  /** @throws InvalidInputError, StoreUnavailableError */
  ofPatterns(query: TimeSeriesQueryDto): Promise<JsonAnswer<TimeSeriesResponse>> {
    return this.reports.answer('time-series', query, '30d', (range) => this.read(query, range));
  }

  private async read(query: TimeSeriesQueryDto, range: ResolvedRange): Promise<TimeSeriesResponse> {
    const report = new Report(query, range, query.granularity ?? 'day', ORIGINAL_PARAMETERS);
    const metric = seriesMetric(query.metric);
    const isByDimension = report.grouping.key === 'dimension';
    const keys = isByDimension ? [...metric.keys, 'dimension' as const] : metric.keys;
    const rows = await this.reports.read(report, metric.measures, keys);
    const metricSeries = ({ current, previous }: Periods<Row>): Readonly<MetricSeries> => {
      const measured = [...groupBy(current, ({ slice }) => slice)].flatMap(([place, own]) => {
        const point = pointOf(metric, own);
        return point.value === null ? [] : [[place, point] as const];
      });
      const points = new Map(measured);
      const nothing = pointOf(metric, []);
      return {
        data: report.points(points, (timestamp, place) => ({
          timestamp,
          ...(points.get(place) ?? nothing),
        })),
        ...report.comparison(metric.of(current), metric.of(previous)),
      };
    };
    const groups = isByDimension ? await rankedSeries(rows, 'usages', valueIdOf) : undefined;
    const ids = report.filter.patternIds!;
    report.checkFilled(ids.length + (groups?.length ?? 0));
    const byPattern = await groupPeriods(rows, ({ pattern_id }) => pattern_id);
    const names = ids.length === 1 ? new Map<string, string>() : await this.patterns.namesOf(ids);
    const series = await mapInTurns(ids, (id): PatternSeries => ({
      pattern_id: id,
      pattern_name: displayName(id, names.get(id) ?? null),
      ...metricSeries(byPattern.get(id) ?? { current: [], previous: [] }),
    }));
    const { pattern_id, data, comparison } = series[0]!;
    return {
      pattern_id,
      metric: query.metric,
      time_range: report.timeRange,
      granularity: report.granularity,
      data,
      ...(series.length > 1 ? { series } : {}),
      ...(groups && {
        groups: await mapInTurns(groups, (group) => ({ ...groupValue(group), ...metricSeries(group) })),
      }),
      ...(isQuantile(query.metric) ? { relative_error: LATENCY_RELATIVE_ERROR } : {}),
      ...report.extendedFields(),
      ...(comparison ? { comparison } : {}),
    };
  }
}
