import { GetAnswer } from '../../cache/get-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { ApiController } from '../../common/api/api-controller.js';
import { DEFAULT_HOURS } from '../../common/time-range.js';
import { Parameters } from '../../common/validation/parameters.pipe.js';
import { UsageStatsQueryDto, UsageStatsResponse } from './usage-stats.dto.js';
import { UsageStatsService } from './usage-stats.service.js';
import { UsageTotalsQueryDto, UsageTotalsResponse } from './usage-totals.dto.js';

@ApiController('Analytics')
export class UsageStatsController {
  constructor(private readonly usageStats: UsageStatsService) {}

  @GetAnswer('usage-stats', {
    summary: 'Usages per hour, day or week',
    description:
      'Usages of a range, by default the last 7 times 24 hours, whatever was committed before the request included.',
    answer: UsageStatsResponse,
    refuses: [UsageStatsQueryDto, { time_range: '2d' }],
  })
  perBucket(@Parameters() query: UsageStatsQueryDto): Promise<JsonAnswer<UsageStatsResponse>> {
    return this.usageStats.perBucket(query);
  }

  @GetAnswer('usage-stats/totals', {
    summary: 'Totals per pattern over the last hours',
    description:
      'Usages, success rate, averages and trend of each pattern that was used in the range, whatever was committed before the request included.',
    answer: UsageTotalsResponse,
    refuses: [UsageTotalsQueryDto, { time_range_hours: '0' }],
  })
  totals(
    @Parameters() { time_range_hours, pattern_id, include }: UsageTotalsQueryDto,
  ): Promise<JsonAnswer<UsageTotalsResponse>> {
    return this.usageStats.totals(
      time_range_hours ?? DEFAULT_HOURS,
      pattern_id?.toLowerCase(),
      include !== undefined,
    );
  }
}
