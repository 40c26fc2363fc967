import { GetAnswer } from '../../cache/get-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { ApiController } from '../../common/api/api-controller.js';
import { Parameters } from '../../common/validation/parameters.pipe.js';
import { RelationshipsQueryDto, RelationshipsResponse } from './relationships.dto.js';
import { RelationshipsService } from './relationships.service.js';

@ApiController('Analytics')
export class RelationshipsController {
  constructor(private readonly relationships: RelationshipsService) {}

  @GetAnswer('relationships', {
    summary: 'Which patterns are used together',
    description:
      'Patterns used under one correlation_id are used together. Counted by a job (CO_USAGE_REFRESH_SECONDS) up to computed_at, over all history; usages without a correlation_id take no part.',
    answer: RelationshipsResponse,
    refuses: [RelationshipsQueryDto, { min_co_occurrence: '0' }],
  })
  find(@Parameters() query: RelationshipsQueryDto): Promise<JsonAnswer<RelationshipsResponse>> {
    return this.relationships.find(query);
  }
}
