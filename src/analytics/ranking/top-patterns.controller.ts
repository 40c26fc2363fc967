import { Controller, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GetAnswer } from '../../cache/get-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { API_PREFIX } from '../../common/api-prefix.js';
import { ParametersPipe } from '../../common/validation/parameters.pipe.js';
import { TopPatternsQueryDto, TopPatternsResponse } from './top-patterns.dto.js';
import { TopPatternsService } from './top-patterns.service.js';

@ApiTags('Analytics')
@Controller(API_PREFIX)
export class TopPatternsController {
  constructor(private readonly top: TopPatternsService) {}

  @GetAnswer('top-patterns', {
    summary: 'The patterns that succeed most',
    description: 'Of all history, or of a range where one is given.',
    answer: TopPatternsResponse,
    refuses: [TopPatternsQueryDto, { node_type: 'function' }],
  })
  rank(@Query(ParametersPipe) query: TopPatternsQueryDto): Promise<JsonAnswer<TopPatternsResponse>> {
    return this.top.rank(query);
  }
}
