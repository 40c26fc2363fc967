import { GetAnswer } from '../../cache/get-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { ApiController } from '../../common/api/api-controller.js';
import { Parameters } from '../../common/validation/parameters.pipe.js';
import { TopPatternsQueryDto, TopPatternsResponse } from './top-patterns.dto.js';
import { TopPatternsService } from './top-patterns.service.js';

@ApiController('Analytics')
export class TopPatternsController {
  constructor(private readonly top: TopPatternsService) {}

  @GetAnswer('top-patterns', {
    summary: 'The patterns that succeed most',
    description: 'Of all history, or of a range where one is given.',
    answer: TopPatternsResponse,
    refuses: [TopPatternsQueryDto, { node_type: 'function' }],
  })
  rank(@Parameters() query: TopPatternsQueryDto): Promise<JsonAnswer<TopPatternsResponse>> {
    return this.top.rank(query);
  }
}
