import { Injectable } from '@nestjs/common';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { mapInTurns } from '../../common/map-in-turns.js';
import { displayType } from '../../common/pattern-terms.js';
import { sampleConfidence } from '../../common/sample-confidence.js';
import { formatTime } from '../../common/time-range.js';
import type { UsageAnswer } from '../../store/usages/usage-rows.js';
import { groupBy, groupInTurns } from '../group-by.js';
import type { ResolvedRange } from '../query/resolve-range.js';
import { joinPeriods, type Periods } from '../report/periods.js';
import { Report } from '../report/report.js';
import { ReportService } from '../report/report.service.js';
import { listSeries, seriesOf } from '../report/series.js';
import { averageQualityOf, sumOf } from '../usage-metrics.js';
import type {
  MeasuredQuality,
  QualityMetricsQueryDto,
  QualityMetricsResponse,
} from './quality-metrics.dto.js';
import { qualityTrend } from './quality-trend.js';

const ORIGINAL_PARAMETERS = ['pattern_id', 'pattern_type', 'min_quality'];
const MEASURES = ['quality_count', 'quality_sum'] as const;
type Row = UsageAnswer<(typeof MEASURES)[number]>;

const placeOf = ({ slice }: Row): number => slice;

/** @param byPlace the rows of the range by bucket; each has a quality. */
const qualityOf = (
  { current, previous }: Periods<Row>,
  byPlace: ReadonlyMap<number, readonly Row[]>,
  report: Report,
): Readonly<MeasuredQuality> => {
  const averages = [...byPlace]
    .map(([x, own]) => ({ x, y: averageQualityOf(own)! }))
    .sort((a, b) => a.x - b.x);
  return {
    measurements: report.points(byPlace, (timestamp, place) => {
      const own = byPlace.get(place) ?? [];
      const confidence = sampleConfidence(sumOf(own, 'quality_count'));
      return { quality_score: averageQualityOf(own), confidence, timestamp };
    }),
    trend: qualityTrend(averages),
    ...(report.isExtended ? { average_quality: averageQualityOf(current) } : {}),
    ...(report.isCompared ? { previous_average_quality: averageQualityOf(previous) } : {}),
  };
};

/** How good what patterns produce is, over time. */
@Injectable()
export class QualityMetricsService {
  constructor(private readonly reports: ReportService) {}

  /** @throws InvalidInputError, StoreUnavailableError */
  measure(query: QualityMetricsQueryDto): Promise<JsonAnswer<QualityMetricsResponse>> {
    return this.reports.answer('quality-metrics', query, '30d', (range) => this.compute(query, range));
  }

  private async compute(
    query: QualityMetricsQueryDto,
    range: ResolvedRange,
  ): Promise<QualityMetricsResponse> {
    const { min_quality = 0, limit } = query;
    const report = new Report(query, range, query.granularity ?? 'day', ORIGINAL_PARAMETERS);
    const rows = await this.reports.read(report, MEASURES, [report.grouping.key]);
    const measured = await mapInTurns(await seriesOf(rows), (series) => {
      const current = series.current.filter(({ quality_count }) => quality_count! > 0);
      return { ...series, current, average: averageQualityOf(current) };
    });
    const all = measured
      .filter(({ average }) => average !== null && average >= min_quality)
      .sort((a, b) => b.average! - a.average! || (a.id < b.id ? -1 : 1));
    const shown = all.slice(0, limit);
    report.checkFilled(shown.length + 1);
    const qualities = await mapInTurns(shown, (series) =>
      qualityOf(series, groupBy(series.current, placeOf), report),
    );
    const { patterns, groups } = listSeries(report.grouping, shown, qualities);
    const beyond = all.slice(shown.length);
    const others = joinPeriods(beyond);
    const { from, to } = range.previous;
    return {
      patterns: patterns.map((pattern, at) => ({
        ...pattern,
        pattern_type: displayType(shown[at]!.current[0]!.type),
      })),
      total_count: shown.length,
      total_matching: all.length,
      ...(groups && { groups }),
      ...(limit === undefined
        ? {}
        : {
            other: {
              patterns: beyond.length,
              ...qualityOf(others, await groupInTurns(others.current, placeOf), report),
            },
          }),
      ...report.extendedFields(),
      ...(report.isCompared ? { comparison: { from: formatTime(from), to: formatTime(to) } } : {}),
    };
  }
}
