import { UseGuards } from '@nestjs/common';
import { GetAnswer } from '../../cache/get-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { ApiController } from '../../common/api/api-controller.js';
import { NoParametersDto, NoParametersGuard } from '../../common/validation/no-parameters.guard.js';
import { DashboardSummaryResponse } from './dashboard-summary.dto.js';
import { DashboardSummaryService } from './dashboard-summary.service.js';

@ApiController('Analytics')
export class DashboardSummaryController {
  constructor(private readonly dashboard: DashboardSummaryService) {}

  @UseGuards(NoParametersGuard)
  @GetAnswer('dashboard-summary', {
    summary: 'What a dashboard shows first',
    description: 'Of all history; trends of the last 48 hours.',
    answer: DashboardSummaryResponse,
    refuses: [NoParametersDto, { limit: '0' }],
  })
  summary(): Promise<JsonAnswer<DashboardSummaryResponse>> {
    return this.dashboard.summary();
  }
}
