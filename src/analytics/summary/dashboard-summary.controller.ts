import { Controller, Get, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { API_PREFIX } from '../../common/api-prefix.js';
import { ApiProblem } from '../../common/problem/problem.dto.js';
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
  @ApiOkResponse({ type: DashboardSummaryResponse })
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
  @ApiProblem({
    code: 'store-unavailable',
    detail: 'The store is not available at the moment; try again with the same id.',
    instance: PATH,
  })
  summary(): Promise<JsonAnswer<DashboardSummaryResponse>> {
    return this.dashboard.summary();
  }
}
