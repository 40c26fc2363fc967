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
import { patternNameIn } from '../common/pattern-id.js';
import { ApiBodyProblems } from '../common/problem/api-body-problems.js';
import { ApiStoreUnavailable } from '../common/problem/api-store-unavailable.js';
import { ApiRefusal } from '../common/problem/api-refusal.js';
import { BodyPipe } from '../common/validation/body.pipe.js';
import { IdDto } from '../common/validation/id.dto.js';
import { PatternPipe } from '../common/validation/pattern.pipe.js';
import { ApiPrecondition } from './api-precondition.js';
import { PatternDescriptionDto, PatternResponse } from './pattern.dto.js';
import { PatternsService } from './patterns.service.js';

const PATH = `/${API_PREFIX}/patterns/${EXAMPLE_ID}`;

@ApiController('Patterns')
export class PatternsController {
  constructor(private readonly patterns: PatternsService) {}

  @GetAnswer('patterns/:id', {
    summary: 'What is known of a pattern',
    answer: PatternResponse,
    refuses: [IdDto, { id: '\u0000' }],
    needsPattern: true,
  })
  async get(@Param('id', PatternPipe) id: string): Promise<JsonAnswer<PatternResponse>> {
    return JsonAnswer.of(await this.patterns.get(id));
  }

  @Put('patterns/:id')
  @ApiOperation({
    summary: 'Describe a pattern',
    description:
      'Replaces the whole description: what is left out is cleared. A pattern may be described before its first usage. With If-Match, the ETag of GET, nobody’s change is overwritten that was not seen.',
  })
  @ApiPatternParam('id')
  @ApiBody({
    type: PatternDescriptionDto,
    examples: {
      whole: {
        summary: 'Everything',
        value: {
          name: 'Retry with backoff',
          type: 'architectural',
          node_type: 'effect',
          description: 'Calls again after a growing pause when a call failed.',
          tags: ['resilience', 'http'],
        },
      },
    },
  })
  @ApiOkResponse({ type: PatternResponse, headers: ETAG_HEADER })
  @ApiBodyProblems(PATH)
  @ApiRefusal(PatternDescriptionDto, { type: 'Not a type' }, PATH)
  @ApiStoreUnavailable(PATH)
  @ApiPrecondition(PATH)
  async describe(
    @Param('id', PatternPipe) id: string,
    @Param('id') said: string,
    @Body(new BodyPipe(PatternDescriptionDto)) body: PatternDescriptionDto,
    @Headers() headers: IncomingHttpHeaders,
  ): Promise<JsonAnswer<PatternResponse>> {
    return JsonAnswer.of(await this.patterns.describe(id, body, headers, patternNameIn(said)));
  }
}
