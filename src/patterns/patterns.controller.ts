import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { JsonAnswer } from '../cache/json-answer.js';
import { API_PREFIX } from '../common/api-prefix.js';
import { ApiProblem } from '../common/problem/problem.dto.js';
import { UuidPipe } from '../common/validation/uuid.pipe.js';
import { ValidPipe } from '../common/validation/valid.pipe.js';
import { PatternDescriptionDto, PatternResponse } from './pattern.dto.js';
import { PatternsService } from './patterns.service.js';

const ID = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';
const PATH = `/${API_PREFIX}/patterns/${ID}`;
const UUID = 'a UUID such as 7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';
const TYPES = 'one of architectural, quality, performance, security, other';
const UNAVAILABLE = 'The store is not available at the moment; try again with the same id.';

@ApiTags('Patterns')
@Controller(`${API_PREFIX}/patterns`)
export class PatternsController {
  constructor(private readonly patterns: PatternsService) {}

  @Get(':id')
  @ApiOperation({ summary: 'What is known of a pattern' })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOkResponse({ type: PatternResponse })
  @ApiProblem({ code: 'unknown-pattern', detail: `There is no pattern ${ID}.`, instance: PATH })
  @ApiProblem({
    code: 'invalid-input',
    detail: `id is "7f9c"; it must be ${UUID}.`,
    instance: `/${API_PREFIX}/patterns/7f9c`,
    errors: [
      { pointer: '/id', code: 'invalid_uuid', allowed: UUID, message: `id is "7f9c"; it must be ${UUID}.` },
    ],
  })
  @ApiProblem({ code: 'store-unavailable', detail: UNAVAILABLE, instance: PATH })
  async get(@Param('id', UuidPipe) id: string): Promise<JsonAnswer<PatternResponse>> {
    return JsonAnswer.of(await this.patterns.get(id));
  }

  @Put(':id')
  @ApiOperation({
    summary: 'Describe a pattern',
    description:
      'Replaces the whole description: what is left out is cleared. A pattern may be described before its first usage.',
  })
  @ApiParam({ name: 'id', format: 'uuid' })
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
  @ApiOkResponse({ type: PatternResponse })
  @ApiProblem({
    code: 'malformed-body',
    detail: 'The request could not be read: Body is not valid JSON.',
    instance: PATH,
  })
  @ApiProblem({
    code: 'body-too-large',
    detail: 'The body is larger than 10485760 bytes (BODY_LIMIT_BYTES).',
    instance: PATH,
  })
  @ApiProblem({
    code: 'unsupported-media-type',
    detail: 'The content type is text/plain; it must be application/json.',
    instance: PATH,
  })
  @ApiProblem({
    code: 'invalid-input',
    detail: `type is "fast"; it must be ${TYPES}.`,
    instance: PATH,
    errors: [
      {
        pointer: '/type',
        code: 'not_allowed',
        allowed: TYPES,
        message: `type is "fast"; it must be ${TYPES}.`,
      },
    ],
  })
  @ApiProblem({ code: 'store-unavailable', detail: UNAVAILABLE, instance: PATH })
  describe(
    @Param('id', UuidPipe) id: string,
    @Body(new ValidPipe(PatternDescriptionDto)) body: PatternDescriptionDto,
  ): Promise<PatternResponse> {
    return this.patterns.describe(id, body);
  }
}
