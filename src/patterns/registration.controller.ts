import { Body, HttpCode, HttpStatus, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ApiController } from '../common/api/api-controller.js';
import { API_PREFIX } from '../common/api-prefix.js';
import { EXAMPLE_ID } from '../common/example-id.js';
import { JSON_TYPE } from '../common/media-types.js';
import { MAX_REGISTRATIONS } from '../common/pattern-terms.js';
import { ApiBodyProblems } from '../common/problem/api-body-problems.js';
import { ApiProblem } from '../common/problem/api-problem.js';
import { ApiRefusal } from '../common/problem/api-refusal.js';
import { ApiStoreUnavailable } from '../common/problem/api-store-unavailable.js';
import { ApiBodies } from '../common/validation/api-bodies.js';
import { Parameters } from '../common/validation/parameters.pipe.js';
import { PatternRegistrationDto, RegistrationQueryDto } from './registration.dto.js';
import { RegistrationReportDto } from './registration-report.dto.js';
import { notPatterns, RegistrationService, tooManyPatterns } from './registration.service.js';

const PATH = `/${API_PREFIX}/patterns/bulk`;

const EXAMPLES = [
  {
    pattern_id: EXAMPLE_ID,
    name: 'acme:code-review',
    pattern_type: 'skill',
    description: 'Reviews a change and says what to mend.',
    version: '1.4.0',
  },
  { pattern: 'mcp__github__create_issue', pattern_type: 'tool' },
];

@ApiController('Patterns')
export class RegistrationController {
  constructor(private readonly registrations: RegistrationService) {}

  @Post('patterns/bulk')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Register patterns that exist',
    description: [
      'What pattern-usage scan sends: which skills, commands, agents, prompts, tools or components there are, used or not. What is wrong is reported by its index, the rest is stored in one transaction.',
      'A pattern that is known already is described anew, and sent again nothing changes. One that somebody described by PUT keeps all but its version, unless overwrite=true.',
    ].join('\n\n'),
  })
  @ApiBodies(
    {
      [JSON_TYPE]: {
        schema: {
          type: 'array',
          maxItems: MAX_REGISTRATIONS,
          items: { $ref: getSchemaPath(PatternRegistrationDto) },
        },
        examples: {
          two: {
            summary: 'A skill and a tool',
            value: EXAMPLES,
          },
        },
      },
    },
    PatternRegistrationDto,
  )
  @ApiOkResponse({ type: RegistrationReportDto, description: 'Everything is registered.' })
  @ApiResponse({
    status: HttpStatus.MULTI_STATUS,
    type: RegistrationReportDto,
    description: 'Some items were refused.',
  })
  @ApiBodyProblems(PATH)
  @ApiProblem({ code: 'body-too-large', detail: tooManyPatterns(1200), instance: PATH })
  @ApiProblem({
    code: 'invalid-input',
    detail: notPatterns.message,
    instance: PATH,
    errors: notPatterns.violations,
  })
  @ApiRefusal(RegistrationQueryDto, { overwrite: 'yes' }, PATH)
  @ApiStoreUnavailable(PATH)
  async register(
    @Body() body: unknown,
    @Parameters() { overwrite = false }: RegistrationQueryDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RegistrationReportDto> {
    const report = await this.registrations.register(body, overwrite);
    if (report.rejected > 0) void reply.status(HttpStatus.MULTI_STATUS);
    return report as RegistrationReportDto;
  }
}
