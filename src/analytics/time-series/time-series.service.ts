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
import { ActorSeriesService } from './actor-series.service.js';
import type { Course, Courses, PointValue } from './course.js';
import { isQuantile, type MeasuredMetricName, type SeriesMetric, seriesMetric } from './series-metric.js';
import type {
  MetricSeries,
  PatternSeries,
  TimeSeriesQueryDto,
  TimeSeriesResponse,
} from './time-series.dto.js';

const ORIGINAL_PARAMETERS = ['time_range', 'pattern_id', 'metric', 'granularity'];
type Row = UsageAnswer<MeasureName>;

const pointOf = ({ of, told }: SeriesMetric, rows: readonly Row[]): PointValue => ({
  value: of(rows),
  ...(told && { n: sumOf(rows, told) }),
});

const toCourse = (metric: SeriesMetric, { current, previous }: Periods<Row>): Course => {
  const measured = [...groupBy(current, ({ slice }) => slice)].flatMap(([place, own]) => {
    const point = pointOf(metric, own);
    return point.value === null ? [] : [[place, point] as const];
  });
  return { points: new Map(measured), value: metric.of(current), previous: metric.of(previous) };
};

/** One metric of patterns over time. */
@Injectable()
export class TimeSeriesService {
  constructor(
    private readonly reports: ReportService,
    private readonly patterns: PatternRepository,
    private readonly actors: ActorSeriesService,
  ) {}

  /** @throws InvalidInputError, StoreUnavailableError */
  ofPatterns(query: TimeSeriesQueryDto): Promise<JsonAnswer<TimeSeriesResponse>> {
    return this.reports.answer('time-series', query, '30d', (range) => this.read(query, range));
  }

  private async read(query: TimeSeriesQueryDto, range: ResolvedRange): Promise<TimeSeriesResponse> {
    const report = new Report(query, range, query.granularity ?? 'day', ORIGINAL_PARAMETERS);
    const { metric } = query;
    const courses =
      metric === 'actors' ? await this.actors.read(report) : await this.measured(report, metric);
    const metricSeries = ({ points, value, previous }: Course): Readonly<MetricSeries> => ({
      data: report.points(points, (timestamp, place) => ({
        timestamp,
        ...(points.get(place) ?? courses.nothing),
      })),
      ...report.comparison(value, previous),
    });
    const { groups } = courses;
    const ids = report.filter.patternIds!;
    report.checkFilled(ids.length + (groups?.length ?? 0));
    const names = ids.length === 1 ? new Map<string, string>() : await this.patterns.namesOf(ids);
    const series = await mapInTurns(ids, (id): PatternSeries => ({
      pattern_id: id,
      pattern_name: displayName(id, names.get(id) ?? null),
      ...metricSeries(courses.of(id)),
    }));
    const { pattern_id, data, comparison } = series[0]!;
    return {
      pattern_id,
      metric,
      time_range: report.timeRange,
      granularity: report.granularity,
      data,
      ...(series.length > 1 ? { series } : {}),
      ...(groups && {
        groups: await mapInTurns(groups, (group) => ({
          ...groupValue(group),
          ...metricSeries(group.course),
        })),
      }),
      ...(isQuantile(metric) ? { relative_error: LATENCY_RELATIVE_ERROR } : {}),
      ...report.extendedFields(),
      ...(comparison ? { comparison } : {}),
    };
  }

  private async measured(report: Report, name: MeasuredMetricName): Promise<Courses> {
    const metric = seriesMetric(name);
    const isByDimension = report.grouping.key === 'dimension';
    const keys = isByDimension ? [...metric.keys, 'dimension' as const] : metric.keys;
    const rows = await this.reports.read(report, metric.measures, keys);
    const groups = isByDimension ? await rankedSeries(rows, 'usages', valueIdOf) : undefined;
    const byPattern = await groupPeriods(rows, ({ pattern_id }) => pattern_id);
    return {
      of: (id) => toCourse(metric, byPattern.get(id) ?? { current: [], previous: [] }),
      nothing: pointOf(metric, []),
      ...(groups && {
        groups: await mapInTurns(groups, (group) => ({
          value: group.value,
          course: toCourse(metric, group),
        })),
      }),
    };
  }
}
