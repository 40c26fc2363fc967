import { Controller, Get, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeptAnswer } from '../../cache/api-kept-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { API_PREFIX } from '../../common/api-prefix.js';
import { ApiAsking } from '../../common/problem/api-asking.js';
import { ApiProblem } from '../../common/problem/api-problem.js';
import { NoParametersGuard } from '../../common/validation/no-parameters.guard.js';
import { DashboardSummaryResponse } from './dashboard-summary.dto.js';
import { DashboardSummaryService } from './dashboard-summary.service.js';

const PATH = `/${API_PREFIX}/dashboard-summary`;

@ApiTags('Analytics')
@Controller(API_PREFIX)
export class DashboardSummaryController {
  constructor(private readonly dashboard: DashboardSummaryService) {}

  @UseGuards(NoParametersGuard)
  @Get('dashboard-summary')
  @ApiOperation({
    summary: 'What a dashboard shows first',
    description: 'Of all history; trends of the last 48 hours.',
  })
  @ApiKeptAnswer(DashboardSummaryResponse)
  @ApiProblem({
    code: 'invalid-input',
    detail: 'There is no field named "limit".',
    instance: PATH,
    errors: [
      {
        pointer: '/limit',
        code: 'unknown_field',
        allowed: 'no other names than those documented',
        message: 'There is no field named "limit".',
      },
    ],
  })
  @ApiAsking(PATH)
  summary(): Promise<JsonAnswer<DashboardSummaryResponse>> {
    return this.dashboard.summary();
  }
}
