import { GetAnswer } from '../../cache/get-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { ApiController } from '../../common/api/api-controller.js';
import { Parameters } from '../../common/validation/parameters.pipe.js';
import { EmergingPatternsQueryDto, EmergingPatternsResponse } from './emerging-patterns.dto.js';
import { EmergingPatternsService } from './emerging-patterns.service.js';

@ApiController('Analytics')
export class EmergingPatternsController {
  constructor(private readonly emerging: EmergingPatternsService) {}

  @GetAnswer('emerging-patterns', {
    summary: 'Patterns by how much they grow',
    description: 'The last hours against as many before them.',
    answer: EmergingPatternsResponse,
    refuses: [EmergingPatternsQueryDto, { time_window_hours: '721' }],
  })
  rank(@Parameters() query: EmergingPatternsQueryDto): Promise<JsonAnswer<EmergingPatternsResponse>> {
    return this.emerging.rank(query);
  }
}
