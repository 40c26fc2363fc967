import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeptAnswer } from '../cache/api-kept-answer.js';
import type { JsonAnswer } from '../cache/json-answer.js';
import { API_PREFIX } from '../common/api-prefix.js';
import { ApiAsking } from '../common/problem/api-asking.js';
import { ApiProblem } from '../common/problem/api-problem.js';
import { DEFAULT_HOURS, MOST_HOURS } from '../common/time-range.js';
import { ValidPipe } from '../common/validation/valid.pipe.js';
import { UsageQueryPipe } from './request/usage-query.pipe.js';
import { UsageStatsQueryDto, UsageStatsResponse } from './usage-stats.dto.js';
import { UsageStatsService } from './usage-stats.service.js';
import { UsageTotalsQueryDto, UsageTotalsResponse } from './usage-totals.dto.js';

const PATH = `/${API_PREFIX}/usage-stats`;
const TOTALS_PATH = `${PATH}/totals`;
const RANGES = 'one of 1d, 7d, 30d, 90d';
const HOURS = `a whole number from 1 to ${MOST_HOURS}`;

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
  @ApiKeptAnswer(UsageStatsResponse)
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
  @ApiAsking(PATH)
  perBucket(
    @Query(new UsageQueryPipe(UsageStatsQueryDto)) query: UsageStatsQueryDto,
  ): Promise<JsonAnswer<UsageStatsResponse>> {
    return this.usageStats.perBucket(query);
  }

  @Get('usage-stats/totals')
  @ApiOperation({
    summary: 'Totals per pattern over the last hours',
    description:
      'Usages, success rate, averages and trend of each pattern that was used in the range, whatever was committed before the request included.',
  })
  @ApiKeptAnswer(UsageTotalsResponse)
  @ApiProblem({
    code: 'invalid-input',
    detail: `time_range_hours is "0"; it must be ${HOURS}.`,
    instance: TOTALS_PATH,
    errors: [
      {
        pointer: '/time_range_hours',
        code: 'out_of_range',
        allowed: HOURS,
        message: `time_range_hours is "0"; it must be ${HOURS}.`,
      },
    ],
  })
  @ApiAsking(TOTALS_PATH)
  totals(
    @Query(new ValidPipe(UsageTotalsQueryDto)) { time_range_hours, pattern_id }: UsageTotalsQueryDto,
  ): Promise<JsonAnswer<UsageTotalsResponse>> {
    return this.usageStats.totals(Number(time_range_hours ?? DEFAULT_HOURS), pattern_id?.toLowerCase());
  }
}
