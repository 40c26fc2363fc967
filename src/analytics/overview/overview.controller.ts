import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeptAnswer } from '../../cache/api-kept-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { API_PREFIX } from '../../common/api-prefix.js';
import { ApiQueryProblems } from '../../common/problem/api-query-problems.js';
import { UsageQueryPipe } from '../request/usage-query.pipe.js';
import { OverviewQueryDto, OverviewResponse } from './overview.dto.js';
import { OverviewService } from './overview.service.js';

@ApiTags('Analytics')
@Controller(API_PREFIX)
export class OverviewController {
  constructor(private readonly overview: OverviewService) {}

  @Get('overview')
  @ApiOperation({
    summary: 'A range at a glance, against the one before it',
    description:
      'Usages by outcome, success, quality and latency in total and per bucket, and the patterns that stand out; by default of the last 7 times 24 hours.',
  })
  @ApiKeptAnswer(OverviewResponse)
  @ApiQueryProblems({
    path: `/${API_PREFIX}/overview`,
    parameter: 'granularity',
    value: 'month',
    code: 'not_allowed',
    allowed: 'one of hour, day, week',
  })
  read(
    @Query(new UsageQueryPipe(OverviewQueryDto)) query: OverviewQueryDto,
  ): Promise<JsonAnswer<OverviewResponse>> {
    return this.overview.read(query);
  }
}
