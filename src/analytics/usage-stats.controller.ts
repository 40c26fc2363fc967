import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { API_PREFIX } from '../common/api-prefix.js';
import { ApiProblem } from '../common/problem/problem.dto.js';
import { UsageQueryPipe } from './request/usage-query.pipe.js';
import { UsageStatsQueryDto, UsageStatsResponse } from './usage-stats.dto.js';
import { UsageStatsService } from './usage-stats.service.js';

const PATH = `/${API_PREFIX}/usage-stats`;
const RANGES = 'one of 1d, 7d, 30d, 90d';

@ApiTags('Analytics')
@Controller(API_PREFIX)
export class UsageStatsController {
  constructor(private readonly usageStats: UsageStatsService) {}

  @Get('usage-stats')
  @ApiOperation({
    summary: 'Usages per hour, day or week',
    description:
      'Usages of a range, by default the last 7 times 24 hours, whatever was committed before the request included.',
  })
  @ApiOkResponse({ type: UsageStatsResponse })
  @ApiProblem({
    code: 'invalid-input',
    detail: `time_range is "2d"; it must be ${RANGES}.`,
    instance: PATH,
    errors: [
      {
        pointer: '/time_range',
        code: 'not_allowed',
        allowed: RANGES,
        message: `time_range is "2d"; it must be ${RANGES}.`,
      },
    ],
  })
  @ApiProblem({
    code: 'store-unavailable',
    detail: 'The store is not available at the moment; try again with the same id.',
    instance: PATH,
  })
  perBucket(
    @Query(new UsageQueryPipe(UsageStatsQueryDto)) query: UsageStatsQueryDto,
  ): Promise<UsageStatsResponse> {
    return this.usageStats.perBucket(query);
  }
}
