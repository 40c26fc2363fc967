import { Param } from '@nestjs/common';
import { GetAnswer } from '../../cache/get-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { ApiController } from '../../common/api/api-controller.js';
import { Parameters } from '../../common/validation/parameters.pipe.js';
import { PatternPipe } from '../../common/validation/pattern.pipe.js';
import { HistoryQueryDto, HistoryResponse } from './history.dto.js';
import { HistoryService } from './history.service.js';

@ApiController('Analytics')
export class HistoryController {
  constructor(private readonly history: HistoryService) {}

  @GetAnswer(['pattern/:pattern_id/history', 'patterns/:pattern_id/history'], {
    summary: 'The single usages of a pattern',
    description:
      'Every usage, whether reported plainly or by feedback, the youngest first, page by page; and a summary of all in the range. Single usages are kept as long as RETENTION_RAW_DAYS says, the summary’s counts longer.',
    answer: HistoryResponse,
    refuses: [HistoryQueryDto, { limit: '0' }],
    needsPattern: true,
  })
  ofPattern(
    @Param('pattern_id', PatternPipe) patternId: string,
    @Parameters() query: HistoryQueryDto,
  ): Promise<JsonAnswer<HistoryResponse>> {
    return this.history.ofPattern(patternId, query);
  }
}
