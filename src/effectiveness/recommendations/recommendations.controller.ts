import { Controller, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { API_PREFIX } from '../../common/api-prefix.js';
import { UuidPipe } from '../../common/validation/uuid.pipe.js';
import { ValidPipe } from '../../common/validation/valid.pipe.js';
import {
  PatternRecommendationResponse,
  RecommendationsQueryDto,
  RecommendationsResponse,
} from './recommendations.dto.js';
import { RecommendationsService } from './recommendations.service.js';
import { GetAnswer } from '../../cache/get-answer.js';
import { IdDto } from '../../common/validation/id.dto.js';

const ID = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';
const UUID = `a UUID such as ${ID}`;

@ApiTags('Effectiveness')
@Controller(API_PREFIX)
export class RecommendationsController {
  constructor(private readonly recommendations: RecommendationsService) {}

  @GetAnswer('recommendations', {
    summary: 'Which patterns to use, which not, and what instead',
    description:
      'Every pattern that was used in the last 30 days, with the reason in words, whether it is getting worse, and better ones that could stand in for it. Computed anew every ASSESSMENT_SECONDS.',
    answer: RecommendationsResponse,
    refuses: [RecommendationsQueryDto, { limit: '0' }],
  })
  list(
    @Query(new ValidPipe(RecommendationsQueryDto)) query: RecommendationsQueryDto,
  ): Promise<JsonAnswer<RecommendationsResponse>> {
    return this.recommendations.list(query);
  }

  @GetAnswer('patterns/:id/recommendation', {
    summary: 'Whether to use a pattern, and what instead',
    description:
      'Computed now over the last 30 days; the alternatives are as they were last computed, every ASSESSMENT_SECONDS.',
    answer: PatternRecommendationResponse,
    refuses: [IdDto, { id: '7f9c' }],
    needsPattern: true,
  })
  ofPattern(@Param('id', UuidPipe) id: string): Promise<JsonAnswer<PatternRecommendationResponse>> {
    return this.recommendations.ofPattern(id);
  }
}
