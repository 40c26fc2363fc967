import { GetAnswer } from '../cache/get-answer.js';
import type { JsonAnswer } from '../cache/json-answer.js';
import { ApiController } from '../common/api/api-controller.js';
import { Parameters } from '../common/validation/parameters.pipe.js';
import { TopPerformingQueryDto, TopPerformingResponse } from './top-performing.dto.js';
import { TopPerformingService } from './top-performing.service.js';

@ApiController('Effectiveness')
export class TopPerformingController {
  constructor(private readonly top: TopPerformingService) {}

  @GetAnswer('top-performing', {
    summary: 'The best patterns by a criterion',
    description: 'Of all history, or of a range where one is given.',
    answer: TopPerformingResponse,
    refuses: [TopPerformingQueryDto, { criteria: 'speed' }],
  })
  rank(@Parameters() query: TopPerformingQueryDto): Promise<JsonAnswer<TopPerformingResponse>> {
    return this.top.rank(query);
  }
}
