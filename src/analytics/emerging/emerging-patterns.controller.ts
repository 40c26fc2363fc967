import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeptAnswer } from '../../cache/api-kept-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { API_PREFIX } from '../../common/api-prefix.js';
import { ApiQueryProblems } from '../../common/problem/api-query-problems.js';
import { ValidPipe } from '../../common/validation/valid.pipe.js';
import { EmergingPatternsQueryDto, EmergingPatternsResponse } from './emerging-patterns.dto.js';
import { EmergingPatternsService } from './emerging-patterns.service.js';

@ApiTags('Analytics')
@Controller(API_PREFIX)
export class EmergingPatternsController {
  constructor(private readonly emerging: EmergingPatternsService) {}

  @Get('emerging-patterns')
  @ApiOperation({
    summary: 'Patterns by how much they grow',
    description: 'The last hours against as many before them.',
  })
  @ApiKeptAnswer(EmergingPatternsResponse)
  @ApiQueryProblems({
    path: `/${API_PREFIX}/emerging-patterns`,
    parameter: 'time_window_hours',
    value: '721',
    code: 'out_of_range',
    allowed: 'a whole number from 1 to 720',
  })
  rank(
    @Query(new ValidPipe(EmergingPatternsQueryDto)) query: EmergingPatternsQueryDto,
  ): Promise<JsonAnswer<EmergingPatternsResponse>> {
    return this.emerging.rank(query);
  }
}
