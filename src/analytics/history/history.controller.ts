import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ApiKeptAnswer } from '../../cache/api-kept-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { API_PREFIX } from '../../common/api-prefix.js';
import { ApiAsking } from '../../common/problem/api-asking.js';
import { ApiProblem } from '../../common/problem/api-problem.js';
import { UuidPipe } from '../../common/validation/uuid.pipe.js';
import { ValidPipe } from '../../common/validation/valid.pipe.js';
import { HistoryQueryDto, HistoryResponse, LARGEST_PAGE } from './history.dto.js';
import { HistoryService } from './history.service.js';

const ID = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';
const PATH = `/${API_PREFIX}/pattern/${ID}/history`;
const LIMIT = `a whole number from 1 to ${LARGEST_PAGE}`;

@ApiTags('Analytics')
@Controller(API_PREFIX)
export class HistoryController {
  constructor(private readonly history: HistoryService) {}

  @Get(['pattern/:pattern_id/history', 'patterns/:pattern_id/history'])
  @ApiOperation({
    summary: 'The single usages of a pattern',
    description:
      'Every usage, whether reported plainly or by feedback, the youngest first, page by page; and a summary of all in the range. Single usages are kept as long as RETENTION_RAW_DAYS says, the summary’s counts longer.',
  })
  @ApiParam({ name: 'pattern_id', format: 'uuid' })
  @ApiKeptAnswer(HistoryResponse)
  @ApiProblem({ code: 'unknown-pattern', detail: `There is no pattern ${ID}.`, instance: PATH })
  @ApiProblem({
    code: 'invalid-input',
    detail: `limit is "0"; it must be ${LIMIT}.`,
    instance: PATH,
    errors: [
      {
        pointer: '/limit',
        code: 'out_of_range',
        allowed: LIMIT,
        message: `limit is "0"; it must be ${LIMIT}.`,
      },
    ],
  })
  @ApiAsking(PATH)
  ofPattern(
    @Param('pattern_id', UuidPipe) patternId: string,
    @Query(new ValidPipe(HistoryQueryDto)) query: HistoryQueryDto,
  ): Promise<JsonAnswer<HistoryResponse>> {
    return this.history.ofPattern(patternId, query);
  }
}
