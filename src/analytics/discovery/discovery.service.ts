import { Injectable } from '@nestjs/common';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { countsByType, displayType, type PatternType } from '../../common/pattern-terms.js';
import { type Discoveries, DiscoveryRepository } from '../../store/patterns/discovery.repository.js';
import { groupBy } from '../group-by.js';
import type { ResolvedRange } from '../query/resolve-range.js';
import { Report } from '../report/report.js';
import { ReportService } from '../report/report.service.js';
import type { DiscoveryQueryDto, DiscoveryResponse } from './discovery.dto.js';

const ORIGINAL_PARAMETERS = ['time_range', 'pattern_id', 'granularity'];

const totalOf = (discoveries: readonly Discoveries[]): number =>
  discoveries.reduce((total, { patterns }) => total + patterns, 0);

const countTypes = (discoveries: readonly Discoveries[]): Record<string, number> => {
  const counts = new Map<PatternType, number>();
  for (const { type, patterns } of discoveries) {
    const name = displayType(type);
    counts.set(name, (counts.get(name) ?? 0) + patterns);
  }
  return countsByType(counts);
};

/** How many patterns are new. */
@Injectable()
export class DiscoveryService {
  constructor(
    private readonly discoveries: DiscoveryRepository,
    private readonly reports: ReportService,
  ) {}

  /** @throws InvalidInputError, StoreUnavailableError */
  rate(query: DiscoveryQueryDto): Promise<JsonAnswer<DiscoveryResponse>> {
    return this.reports.answer('discovery-rate', query, '7d', (range) => this.count(query, range));
  }

  private async count(query: DiscoveryQueryDto, range: ResolvedRange): Promise<DiscoveryResponse> {
    const report = new Report(query, range, query.granularity ?? 'day', ORIGINAL_PARAMETERS);
    const found = await this.discoveries.inSlices(report.buckets, report.filter);
    const before = report.isCompared ? await this.discoveries.inSlices(report.before, report.filter) : [];
    const bySlice = groupBy(found, ({ slice }) => slice);
    const total_discovered = totalOf(found);
    return {
      data_points: report.points(bySlice, (timestamp, place) => {
        const own = bySlice.get(place) ?? [];
        return { timestamp, count: totalOf(own), pattern_types: countTypes(own) };
      }),
      time_range: report.timeRange,
      granularity: report.granularity,
      total_discovered,
      ...report.extendedFields(),
      ...report.comparison(total_discovered, totalOf(before)),
    };
  }
}
