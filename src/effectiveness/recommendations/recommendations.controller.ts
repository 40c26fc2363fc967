import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ApiKeptAnswer } from '../../cache/api-kept-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { API_PREFIX } from '../../common/api-prefix.js';
import { ApiAsking } from '../../common/problem/api-asking.js';
import { ApiProblem } from '../../common/problem/api-problem.js';
import { UuidPipe } from '../../common/validation/uuid.pipe.js';
import { ValidPipe } from '../../common/validation/valid.pipe.js';
import {
  PatternRecommendationResponse,
  RecommendationsQueryDto,
  RecommendationsResponse,
} from './recommendations.dto.js';
import { RecommendationsService } from './recommendations.service.js';

const ID = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';
const LIST_PATH = `/${API_PREFIX}/recommendations`;
const ONE_PATH = `/${API_PREFIX}/patterns/${ID}/recommendation`;
const LIMIT = 'a whole number from 1 to 200';
const UUID = `a UUID such as ${ID}`;

@ApiTags('Effectiveness')
@Controller(API_PREFIX)
export class RecommendationsController {
  constructor(private readonly recommendations: RecommendationsService) {}

  @Get('recommendations')
  @ApiOperation({
    summary: 'Which patterns to use, which not, and what instead',
    description:
      'Every pattern that was used in the last 30 days, with the reason in words, whether it is getting worse, and better ones that could stand in for it. Computed anew every ASSESSMENT_SECONDS.',
  })
  @ApiKeptAnswer(RecommendationsResponse)
  @ApiProblem({
    code: 'invalid-input',
    detail: `limit is "0"; it must be ${LIMIT}.`,
    instance: LIST_PATH,
    errors: [
      {
        pointer: '/limit',
        code: 'out_of_range',
        allowed: LIMIT,
        message: `limit is "0"; it must be ${LIMIT}.`,
      },
    ],
  })
  @ApiAsking(LIST_PATH)
  list(
    @Query(new ValidPipe(RecommendationsQueryDto)) query: RecommendationsQueryDto,
  ): Promise<JsonAnswer<RecommendationsResponse>> {
    return this.recommendations.list(query);
  }

  @Get('patterns/:id/recommendation')
  @ApiOperation({
    summary: 'Whether to use a pattern, and what instead',
    description:
      'Computed now over the last 30 days; the alternatives are as they were last computed, every ASSESSMENT_SECONDS.',
  })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiKeptAnswer(PatternRecommendationResponse)
  @ApiProblem({ code: 'unknown-pattern', detail: `There is no pattern ${ID}.`, instance: ONE_PATH })
  @ApiProblem({
    code: 'invalid-input',
    detail: `id is "7f9c"; it must be ${UUID}.`,
    instance: `/${API_PREFIX}/patterns/7f9c/recommendation`,
    errors: [
      { pointer: '/id', code: 'invalid_uuid', allowed: UUID, message: `id is "7f9c"; it must be ${UUID}.` },
    ],
  })
  @ApiAsking(ONE_PATH)
  ofPattern(@Param('id', UuidPipe) id: string): Promise<JsonAnswer<PatternRecommendationResponse>> {
    return this.recommendations.ofPattern(id);
  }
}
