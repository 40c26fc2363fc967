import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeptAnswer } from '../../cache/api-kept-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { API_PREFIX } from '../../common/api-prefix.js';
import { ApiQueryProblems } from '../../common/problem/api-query-problems.js';
import { ValidPipe } from '../../common/validation/valid.pipe.js';
import { TopPatternsQueryDto, TopPatternsResponse } from './top-patterns.dto.js';
import { TopPatternsService } from './top-patterns.service.js';

@ApiTags('Analytics')
@Controller(API_PREFIX)
export class TopPatternsController {
  constructor(private readonly top: TopPatternsService) {}

  @Get('top-patterns')
  @ApiOperation({
    summary: 'The patterns that succeed most',
    description: 'Of all history, or of a range where one is given.',
  })
  @ApiKeptAnswer(TopPatternsResponse)
  @ApiQueryProblems({
    path: `/${API_PREFIX}/top-patterns`,
    parameter: 'node_type',
    value: 'function',
    code: 'not_allowed',
    allowed: 'one of effect, compute, reducer, orchestrator',
  })
  rank(
    @Query(new ValidPipe(TopPatternsQueryDto)) query: TopPatternsQueryDto,
  ): Promise<JsonAnswer<TopPatternsResponse>> {
    return this.top.rank(query);
  }
}
