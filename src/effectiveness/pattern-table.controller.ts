import { GetAnswer } from '../cache/get-answer.js';
import type { JsonAnswer } from '../cache/json-answer.js';
import { ApiController } from '../common/api/api-controller.js';
import { Parameters } from '../common/validation/parameters.pipe.js';
import { PatternTableQueryDto, PatternTableResponse } from './pattern-table.dto.js';
import { PatternTableService } from './pattern-table.service.js';

@ApiController('Effectiveness')
export class PatternTableController {
  constructor(private readonly table: PatternTableService) {}

  @GetAnswer('patterns', {
    summary: 'All patterns with their metrics, a page at a time',
    description:
      'Over the last 7 times 24 hours by default; patterns that were not used then are listed too.',
    answer: PatternTableResponse,
    refuses: [PatternTableQueryDto, { sort: 'speed' }],
  })
  page(@Parameters() query: PatternTableQueryDto): Promise<JsonAnswer<PatternTableResponse>> {
    return this.table.page(query);
  }
}
