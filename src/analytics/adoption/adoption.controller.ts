import { GetAnswer } from '../../cache/get-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { ApiController } from '../../common/api/api-controller.js';
import { Parameters } from '../../common/validation/parameters.pipe.js';
import { AdoptionQueryDto, AdoptionResponse } from './adoption.dto.js';
import { AdoptionService } from './adoption.service.js';

@ApiController('Analytics')
export class AdoptionController {
  constructor(private readonly adoption: AdoptionService) {}

  @GetAnswer('adoption', {
    summary: 'Who uses patterns over time: new, returning and lapsed actors',
    description:
      'By default of the last 30 times 24 hours by day. Counted of the usages that tell an actor, of all patterns that are asked for together.',
    answer: AdoptionResponse,
    refuses: [AdoptionQueryDto, { granularity: 'month' }],
    needsUsages: true,
  })
  read(@Parameters() query: AdoptionQueryDto): Promise<JsonAnswer<AdoptionResponse>> {
    return this.adoption.read(query);
  }
}
