import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeptAnswer } from '../cache/api-kept-answer.js';
import type { JsonAnswer } from '../cache/json-answer.js';
import { API_PREFIX } from '../common/api-prefix.js';
import { ApiQueryProblems } from '../common/problem/api-query-problems.js';
import { ValidPipe } from '../common/validation/valid.pipe.js';
import { PatternTableQueryDto, PatternTableResponse, SORTS } from './pattern-table.dto.js';
import { PatternTableService } from './pattern-table.service.js';

@ApiTags('Effectiveness')
@Controller(API_PREFIX)
export class PatternTableController {
  constructor(private readonly table: PatternTableService) {}

  @Get('patterns')
  @ApiOperation({
    summary: 'All patterns with their metrics, a page at a time',
    description:
      'Over the last 7 times 24 hours by default; patterns that were not used then are listed too.',
  })
  @ApiKeptAnswer(PatternTableResponse)
  @ApiQueryProblems({
    path: `/${API_PREFIX}/patterns`,
    parameter: 'sort',
    value: 'speed',
    code: 'not_allowed',
    allowed: `one of ${SORTS.join(', ')}`,
  })
  page(
    @Query(new ValidPipe(PatternTableQueryDto)) query: PatternTableQueryDto,
  ): Promise<JsonAnswer<PatternTableResponse>> {
    return this.table.page(query);
  }
}
