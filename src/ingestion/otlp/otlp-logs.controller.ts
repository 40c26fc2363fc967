import { Body, Controller, HttpCode, HttpStatus, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { JSON_TYPE, mediaTypeOf, PROTOBUF } from '../../common/media-types.js';
import { OTLP_LOGS_PATH } from '../../common/otlp-path.js';
import { ApiRecording } from '../../common/problem/api-recording.js';
import { ProblemError } from '../../common/problem/problem.js';
import { ApiBodies } from '../../common/validation/api-bodies.js';
import { Field, OR_ABSENT } from '../../common/validation/fields.js';
import type { TrackerConfig } from '../../config/config.js';
import { TRACKER_CONFIG } from '../../config/tracker-config.token.js';
import { encodeLogsAnswer, type LogsAnswer } from './logs-answer.js';
import { LOGS_BODIES } from './logs-bodies.js';
import { OtlpLogsService } from './otlp-logs.service.js';
import { ApiOtlpProblem } from './api-otlp-problem.js';
import { readJson } from './read-json.js';
import { readProtobuf } from './read-protobuf.js';

class PartialSuccessDto {
  @Field.text('1', 'Records that name a pattern and were refused.') rejectedLogRecords!: string;
  @Field.text(
    'Refused 1 of 3 usages. Record 7 (gen_ai.evaluation.result): The attribute gen_ai.evaluation.score.value is 4; it must be a number from 0 to 1.',
    'Why, of the first of them.',
  )
  errorMessage!: string;
}

/** An ExportLogsServiceResponse. */
class LogsAnswerDto implements LogsAnswer {
  @Field.object(PartialSuccessDto, 'Only where records were refused.', OR_ABSENT)
  partialSuccess?: PartialSuccessDto;
}

@ApiTags('Recording')
@Controller()
export class OtlpLogsController {
  constructor(
    private readonly logs: OtlpLogsService,
    @Inject(TRACKER_CONFIG) private readonly config: TrackerConfig,
  ) {}

  @Post(OTLP_LOGS_PATH)
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Record usages from OpenTelemetry',
    description: [
      `OTLP/HTTP logs: an ExportLogsServiceRequest as ${JSON_TYPE} or ${PROTOBUF}, packed or not. Log events that name a skill or pattern become usages: claude_code.skill_activated, gen_ai.evaluation.result and those of OTLP_EVENTS. All other records are counted and ignored.`,
      'A pattern that is named by no UUID has the UUIDv5 of its name as its id. The id of a usage is made of what its event says, so that an export that is sent again counts nothing twice.',
      'The answer comes in the encoding of the request once the usages are durable.',
    ].join('\n\n'),
  })
  @ApiBodies(LOGS_BODIES)
  @ApiExtraModels(LogsAnswerDto)
  @ApiResponse({
    status: HttpStatus.OK,
    description: 'An ExportLogsServiceResponse.',
    content: {
      [JSON_TYPE]: { schema: { $ref: getSchemaPath(LogsAnswerDto) }, example: {} },
      [PROTOBUF]: { schema: { type: 'string', format: 'binary' } },
    },
  })
  @ApiOtlpProblem({
    code: 'malformed-body',
    detail: 'The body is no ExportLogsServiceRequest: LogRecord.traceId must be text in hexadecimal.',
    instance: OTLP_LOGS_PATH,
  })
  @ApiOtlpProblem({
    code: 'body-too-large',
    detail: 'The request has more than 10000 log records (BATCH_MAX_ITEMS).',
    instance: OTLP_LOGS_PATH,
  })
  @ApiOtlpProblem({
    code: 'unsupported-media-type',
    detail: 'The content type is text/plain; it must be application/json or application/x-protobuf.',
    instance: OTLP_LOGS_PATH,
  })
  @ApiRecording(OTLP_LOGS_PATH, ApiOtlpProblem)
  async export(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LogsAnswer | Buffer> {
    const mediaType = mediaTypeOf(request.headers['content-type']);
    const { batchMaxItems } = this.config.ingestion;
    if (mediaType === JSON_TYPE) return this.logs.record(readJson(body, batchMaxItems));
    if (mediaType !== PROTOBUF) {
      throw new ProblemError(
        'unsupported-media-type',
        `The content type is ${mediaType || 'missing'}; it must be ${JSON_TYPE} or ${PROTOBUF}.`,
      );
    }
    // Without a body there is nothing to parse: the message whose fields are all left out.
    const message = body instanceof Uint8Array ? body : new Uint8Array();
    const answer = await this.logs.record(readProtobuf(message, batchMaxItems));
    void reply.type(PROTOBUF);
    return encodeLogsAnswer(answer);
  }
}
