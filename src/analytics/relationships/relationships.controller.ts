import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeptAnswer } from '../../cache/api-kept-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { API_PREFIX } from '../../common/api-prefix.js';
import { ApiAsking } from '../../common/problem/api-asking.js';
import { ApiProblem } from '../../common/problem/api-problem.js';
import { ValidPipe } from '../../common/validation/valid.pipe.js';
import { MOST_CO_OCCURRENCES, RelationshipsQueryDto, RelationshipsResponse } from './relationships.dto.js';
import { RelationshipsService } from './relationships.service.js';

const PATH = `/${API_PREFIX}/relationships`;
const COUNT = `a whole number from 1 to ${MOST_CO_OCCURRENCES}`;

@ApiTags('Analytics')
@Controller(API_PREFIX)
export class RelationshipsController {
  constructor(private readonly relationships: RelationshipsService) {}

  @Get('relationships')
  @ApiOperation({
    summary: 'Which patterns are used together',
    description:
      'Patterns used under one correlation_id are used together. Counted by a job (CO_USAGE_REFRESH_SECONDS) up to computed_at, over all history; usages without a correlation_id take no part.',
  })
  @ApiKeptAnswer(RelationshipsResponse)
  @ApiProblem({
    code: 'invalid-input',
    detail: `min_co_occurrence is "0"; it must be ${COUNT}.`,
    instance: PATH,
    errors: [
      {
        pointer: '/min_co_occurrence',
        code: 'out_of_range',
        allowed: COUNT,
        message: `min_co_occurrence is "0"; it must be ${COUNT}.`,
      },
    ],
  })
  @ApiAsking(PATH)
  find(
    @Query(new ValidPipe(RelationshipsQueryDto)) query: RelationshipsQueryDto,
  ): Promise<JsonAnswer<RelationshipsResponse>> {
    return this.relationships.find(query);
  }
}
