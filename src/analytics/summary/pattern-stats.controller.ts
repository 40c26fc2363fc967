import { Controller, Get, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeptAnswer } from '../../cache/api-kept-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { API_PREFIX } from '../../common/api-prefix.js';
import { ApiAsking } from '../../common/problem/api-asking.js';
import { ApiProblem } from '../../common/problem/api-problem.js';
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
  @ApiKeptAnswer(PatternStatsResponse)
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
  all(): Promise<JsonAnswer<PatternStatsResponse>> {
    return this.stats.stats();
  }
}
