import { Controller, Get, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { API_PREFIX } from '../../common/api-prefix.js';
import { ApiProblem } from '../../common/problem/problem.dto.js';
import { NoParametersGuard } from '../../common/validation/no-parameters.guard.js';
import { PatternStatsResponse } from './pattern-stats.dto.js';
import { PatternStatsService } from './pattern-stats.service.js';

const PATH = `/${API_PREFIX}/stats`;

@ApiTags('Analytics')
@Controller(API_PREFIX)
export class PatternStatsController {
  constructor(private readonly stats: PatternStatsService) {}

  @UseGuards(NoParametersGuard)
  @Get('stats')
  @ApiOperation({ summary: 'All patterns in a few numbers', description: 'Of all history.' })
  @ApiOkResponse({ type: PatternStatsResponse })
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
  all(): Promise<JsonAnswer<PatternStatsResponse>> {
    return this.stats.stats();
  }
}
