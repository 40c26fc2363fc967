import { UseGuards } from '@nestjs/common';
import { GetAnswer } from '../../cache/get-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { ApiController } from '../../common/api/api-controller.js';
import { NoParametersDto, NoParametersGuard } from '../../common/validation/no-parameters.guard.js';
import { PatternStatsResponse } from './pattern-stats.dto.js';
import { PatternStatsService } from './pattern-stats.service.js';

@ApiController('Analytics')
export class PatternStatsController {
  constructor(private readonly stats: PatternStatsService) {}

  @UseGuards(NoParametersGuard)
  @GetAnswer('stats', {
    summary: 'All patterns in a few numbers',
    description: 'Of all history.',
    answer: PatternStatsResponse,
    refuses: [NoParametersDto, { limit: '0' }],
  })
  all(): Promise<JsonAnswer<PatternStatsResponse>> {
    return this.stats.stats();
  }
}
