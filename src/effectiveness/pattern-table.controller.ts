import { Controller, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GetAnswer } from '../cache/get-answer.js';
import type { JsonAnswer } from '../cache/json-answer.js';
import { API_PREFIX } from '../common/api-prefix.js';
import { ParametersPipe } from '../common/validation/parameters.pipe.js';
import { PatternTableQueryDto, PatternTableResponse } from './pattern-table.dto.js';
import { PatternTableService } from './pattern-table.service.js';

@ApiTags('Effectiveness')
@Controller(API_PREFIX)
export class PatternTableController {
  constructor(private readonly table: PatternTableService) {}

  @GetAnswer('patterns', {
    summary: 'All patterns with their metrics, a page at a time',
    description:
      'Over the last 7 times 24 hours by default; patterns that were not used then are listed too.',
    answer: PatternTableResponse,
    refuses: [PatternTableQueryDto, { sort: 'speed' }],
  })
  page(@Query(ParametersPipe) query: PatternTableQueryDto): Promise<JsonAnswer<PatternTableResponse>> {
    return this.table.page(query);
  }
}
