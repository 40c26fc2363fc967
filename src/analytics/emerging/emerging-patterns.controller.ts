import { Controller, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GetAnswer } from '../../cache/get-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { API_PREFIX } from '../../common/api-prefix.js';
import { ParametersPipe } from '../../common/validation/parameters.pipe.js';
import { EmergingPatternsQueryDto, EmergingPatternsResponse } from './emerging-patterns.dto.js';
import { EmergingPatternsService } from './emerging-patterns.service.js';

@ApiTags('Analytics')
@Controller(API_PREFIX)
export class EmergingPatternsController {
  constructor(private readonly emerging: EmergingPatternsService) {}

  @GetAnswer('emerging-patterns', {
    summary: 'Patterns by how much they grow',
    description: 'The last hours against as many before them.',
    answer: EmergingPatternsResponse,
    refuses: [EmergingPatternsQueryDto, { time_window_hours: '721' }],
  })
  rank(
    @Query(ParametersPipe) query: EmergingPatternsQueryDto,
  ): Promise<JsonAnswer<EmergingPatternsResponse>> {
    return this.emerging.rank(query);
  }
}
