import { Param } from '@nestjs/common';
import { GetAnswer } from '../../cache/get-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { ApiController } from '../../common/api/api-controller.js';
import { IdDto } from '../../common/validation/id.dto.js';
import { Parameters } from '../../common/validation/parameters.pipe.js';
import { PatternPipe } from '../../common/validation/pattern.pipe.js';
import {
  PatternRecommendationResponse,
  RecommendationsQueryDto,
  RecommendationsResponse,
} from './recommendations.dto.js';
import { RecommendationsService } from './recommendations.service.js';

@ApiController('Effectiveness')
export class RecommendationsController {
  constructor(private readonly recommendations: RecommendationsService) {}

  @GetAnswer('recommendations', {
    summary: 'Which patterns to use, which not, and what instead',
    description:
      'Every pattern that was used in the last 30 days, with the reason in words, whether it is getting worse, and better ones that could stand in for it. Computed anew every ASSESSMENT_SECONDS.',
    answer: RecommendationsResponse,
    refuses: [RecommendationsQueryDto, { limit: '0' }],
  })
  list(@Parameters() query: RecommendationsQueryDto): Promise<JsonAnswer<RecommendationsResponse>> {
    return this.recommendations.list(query);
  }

  @GetAnswer('patterns/:id/recommendation', {
    summary: 'Whether to use a pattern, and what instead',
    description:
      'Computed now over the last 30 days; the alternatives are as they were last computed, every ASSESSMENT_SECONDS.',
    answer: PatternRecommendationResponse,
    refuses: [IdDto, { id: '\u0000' }],
    needsPattern: true,
  })
  ofPattern(@Param('id', PatternPipe) id: string): Promise<JsonAnswer<PatternRecommendationResponse>> {
    return this.recommendations.ofPattern(id);
  }
}
