import type { IncomingHttpHeaders } from 'node:http';
import { Body, Headers, Param, Put } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { ETAG_HEADER } from '../cache/api-kept-answer.js';
import { GetAnswer } from '../cache/get-answer.js';
import { JsonAnswer } from '../cache/json-answer.js';
import { ApiController } from '../common/api/api-controller.js';
import { ApiPatternParam } from '../common/api/api-pattern-param.js';
import { API_PREFIX } from '../common/api-prefix.js';
import { EXAMPLE_ID } from '../common/example-id.js';
import { ApiBodyProblems } from '../common/problem/api-body-problems.js';
import { ApiProblem } from '../common/problem/api-problem.js';
import { ApiRefusal } from '../common/problem/api-refusal.js';
import { ApiStoreUnavailable } from '../common/problem/api-store-unavailable.js';
import { BodyPipe } from '../common/validation/body.pipe.js';
import { IdDto } from '../common/validation/id.dto.js';
import { PatternPipe } from '../common/validation/pattern.pipe.js';
import { ApiPrecondition } from './api-precondition.js';
import { LifeCycleResponse, PatternStateDto } from './life-cycle.dto.js';
import { LifeCycleService } from './life-cycle.service.js';
import { PatternResponse } from './pattern.dto.js';

const PATH = `/${API_PREFIX}/patterns/${EXAMPLE_ID}/state`;

@ApiController('Patterns')
export class LifeCycleController {
  constructor(private readonly lifeCycles: LifeCycleService) {}

  @GetAnswer('patterns/:id/life-cycle', {
    summary: 'Where a pattern is in its life, and who said so, when and why',
    answer: LifeCycleResponse,
    refuses: [IdDto, { id: '\u0000' }],
    needsPattern: true,
  })
  get(@Param('id', PatternPipe) id: string): Promise<JsonAnswer<LifeCycleResponse>> {
    return this.lifeCycles.get(id);
  }

  @Put('patterns/:id/state')
  @ApiOperation({
    summary: 'Say where a pattern is in its life',
    description:
      'The change is noted with who, when and why; what is so already is not noted again. Nothing stops a pattern from being used: using a retired one is told. With If-Match, the ETag of GET /patterns/{id}, nobody’s change is overwritten that was not seen.',
  })
  @ApiPatternParam('id')
  @ApiBody({
    type: PatternStateDto,
    examples: {
      deprecated: {
        summary: 'To be used no longer than needed',
        value: { state: 'deprecated', keep: false, by: 'dana', reason: 'Nobody reads its findings.' },
      },
    },
  })
  @ApiOkResponse({ type: PatternResponse, headers: ETAG_HEADER })
  @ApiBodyProblems(PATH)
  @ApiRefusal(PatternStateDto, { state: 'dead' }, PATH)
  @ApiProblem({ code: 'unknown-pattern', detail: `There is no pattern ${EXAMPLE_ID}.`, instance: PATH })
  @ApiStoreUnavailable(PATH)
  @ApiPrecondition(PATH)
  async put(
    @Param('id', PatternPipe) id: string,
    @Body(new BodyPipe(PatternStateDto)) body: PatternStateDto,
    @Headers() headers: IncomingHttpHeaders,
  ): Promise<JsonAnswer<PatternResponse>> {
    return JsonAnswer.of(await this.lifeCycles.change(id, body, headers));
  }
}
