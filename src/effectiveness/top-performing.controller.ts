import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeptAnswer } from '../cache/api-kept-answer.js';
import type { JsonAnswer } from '../cache/json-answer.js';
import { API_PREFIX } from '../common/api-prefix.js';
import { ApiQueryProblems } from '../common/problem/api-query-problems.js';
import { ValidPipe } from '../common/validation/valid.pipe.js';
import { CRITERIA, TopPerformingQueryDto, TopPerformingResponse } from './top-performing.dto.js';
import { TopPerformingService } from './top-performing.service.js';

@ApiTags('Effectiveness')
@Controller(API_PREFIX)
export class TopPerformingController {
  constructor(private readonly top: TopPerformingService) {}

  @Get('top-performing')
  @ApiOperation({
    summary: 'The best patterns by a criterion',
    description: 'Of all history, or of a range where one is given.',
  })
  @ApiKeptAnswer(TopPerformingResponse)
  @ApiQueryProblems({
    path: `/${API_PREFIX}/top-performing`,
    parameter: 'criteria',
    value: 'speed',
    code: 'not_allowed',
    allowed: `one of ${CRITERIA.join(', ')}`,
  })
  rank(
    @Query(new ValidPipe(TopPerformingQueryDto)) query: TopPerformingQueryDto,
  ): Promise<JsonAnswer<TopPerformingResponse>> {
    return this.top.rank(query);
  }
}
