import { Inject, Injectable } from '@nestjs/common';
import { AnswerCache } from '../../cache/answer-cache.js';
import { Clock } from '../../common/clock.js';
import { displayType } from '../../common/pattern-terms.js';
import {
  DAY_MS,
  formatTime,
  type Granularity,
  TIME_RANGES,
  type TimeRangeName,
} from '../../common/time-range.js';
import type { TrackerConfig } from '../../config/config.js';
import { TRACKER_CONFIG } from '../../config/tracker-config.token.js';
import { DiscoveryRepository } from '../../store/repositories/discovery.repository.js';
import type { DiscoveryQueryDto, DiscoveryResponse } from './discovery.dto.js';

/** How many patterns are new. */
@Injectable()
export class DiscoveryService {
  constructor(
    @Inject(TRACKER_CONFIG) private readonly config: TrackerConfig,
    private readonly discoveries: DiscoveryRepository,
    private readonly clock: Clock,
    private readonly cache: AnswerCache,
  ) {}

  rate({ time_range = '7d', granularity = 'day' }: DiscoveryQueryDto): Promise<DiscoveryResponse> {
    return this.cache.getOrLoad({ key: `discovery ${time_range} ${granularity}` }, () =>
      this.count(time_range, granularity),
    );
  }

  private async count(time_range: TimeRangeName, granularity: Granularity): Promise<DiscoveryResponse> {
    const now = this.clock.now();
    const from = now - TIME_RANGES[time_range] * DAY_MS;
    const to = now + this.config.ingestion.clockSkewMs + 1;
    const points = new Map<number, DiscoveryResponse['data_points'][0]>();
    for (const { bucket, type, patterns } of await this.discoveries.inRange({ from, to }, granularity)) {
      const timestamp = formatTime(bucket.getTime());
      const point = points.get(bucket.getTime()) ?? { timestamp, count: 0, pattern_types: {} };
      points.set(bucket.getTime(), point);
      const name = displayType(type);
      point.count += patterns;
      point.pattern_types[name] = (point.pattern_types[name] ?? 0) + patterns;
    }
    const data_points = [...points.values()];
    const total_discovered = data_points.reduce((total, { count }) => total + count, 0);
    return { data_points, time_range, granularity, total_discovered };
  }
}
