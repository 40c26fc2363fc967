import { Injectable } from '@nestjs/common';
import { AnswerCache } from '../../cache/answer-cache.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { displayType } from '../../common/pattern-terms.js';
import { formatTime } from '../../common/time-range.js';
import { type Discoveries, DiscoveryRepository } from '../../store/repositories/discovery.repository.js';
import { groupBy } from '../group-by.js';
import { comparePeriods } from '../period-comparison.dto.js';
import { RequestTime } from '../request/request-time.js';
import { saidBuckets } from '../request/said-buckets.js';
import {
  askedBuckets,
  askedFilter,
  askedRange,
  hasBegun,
  isExtended,
  isPartial,
  keptQuestion,
} from '../request/usage-request.js';
import type { DiscoveryQueryDto, DiscoveryResponse } from './discovery.dto.js';

const totalOf = (discoveries: readonly Discoveries[]): number =>
  discoveries.reduce((total, { patterns }) => total + patterns, 0);

/** How many patterns are new. */
@Injectable()
export class DiscoveryService {
  constructor(
    private readonly discoveries: DiscoveryRepository,
    private readonly time: RequestTime,
    private readonly cache: AnswerCache,
  ) {}

  /** @throws InvalidInputError, StoreUnavailableError */
  async rate(query: DiscoveryQueryDto): Promise<JsonAnswer<DiscoveryResponse>> {
    const range = askedRange(query, '7d', this.time.read());
    const question = keptQuestion('discovery-rate', query, range, query.compare !== undefined);
    return this.cache.getOrLoadJson(question, () => this.count(query));
  }

  private async count(query: DiscoveryQueryDto): Promise<DiscoveryResponse> {
    const range = askedRange(query, '7d', this.time.read());
    const filter = askedFilter(query);
    const asked = askedBuckets(query, range, query.granularity ?? 'day');
    const found = await this.discoveries.inSlices(asked.buckets, filter);
    const before =
      query.compare === undefined ? undefined : await this.discoveries.inSlices([range.previous], filter);
    const bySlice = groupBy(found, ({ slice }) => slice);
    const extended = isExtended(query);
    const { fill: fills = false } = query;
    const data_points = asked.buckets.flatMap((bucket, place): DiscoveryResponse['data_points'] => {
      const own = bySlice.get(place) ?? [];
      if (own.length === 0 && !(fills && hasBegun(bucket, range))) return [];
      const pattern_types: Record<string, number> = {};
      for (const { type, patterns } of own) {
        const name = displayType(type);
        pattern_types[name] = (pattern_types[name] ?? 0) + patterns;
      }
      const point = { timestamp: formatTime(bucket.start), count: totalOf(own), pattern_types };
      return [extended && isPartial(bucket, range) ? { ...point, partial: true } : point];
    });
    const total_discovered = totalOf(found);
    return {
      data_points,
      time_range: range.name ?? 'custom',
      granularity: asked.calendar.granularity,
      total_discovered,
      ...(extended ? saidBuckets(range, asked) : {}),
      ...(before ? { comparison: comparePeriods(range, total_discovered, totalOf(before)) } : {}),
    };
  }
}
