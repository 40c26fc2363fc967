import { Body, HttpStatus, Post, Req, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiExtraModels,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiController } from '../common/api/api-controller.js';
import { API_PREFIX } from '../common/api-prefix.js';
import { EXAMPLE_ID } from '../common/example-id.js';
import { CLOUD_EVENT, CLOUD_EVENT_BATCH, JSON_TYPE, NDJSON } from '../common/media-types.js';
import { ApiBodyProblems } from '../common/problem/api-body-problems.js';
import { ApiProblem } from '../common/problem/api-problem.js';
import { ApiRecording } from '../common/problem/api-recording.js';
import { ApiRefusal } from '../common/problem/api-refusal.js';
import { ApiBodies } from '../common/validation/api-bodies.js';
import { EventDataDto } from './event-data.dto.js';
import { type BatchAnswer, HttpUsageService, notAList } from './http-usage.service.js';
import { BATCH_BODIES, USAGE_BODIES } from './usage-bodies.js';
import { BatchReportDto, RecordedUsageDto } from './usage-report.dto.js';
import { UsageDto } from './usage.dto.js';

const USAGE = `/${API_PREFIX}/usage`;
const BATCH = `${USAGE}/batch`;
const COMPRESSED =
  'The body may be packed (Content-Encoding gzip, br, deflate and, where Node.js has it, zstd).';
const TEXT =
  'Bodies are UTF-8: another declared charset is a 415, bytes that are no UTF-8 a 400 or, in a batch, a fault of their item. Numbers in a context keep their digits.';

@ApiController('Recording')
export class UsageController {
  constructor(private readonly usages: HttpUsageService) {}

  @Post('usage')
  @ApiOperation({
    summary: 'Record one usage',
    description: `Answers once the usage is durable. A pattern that is not known yet is registered. As ${CLOUD_EVENT}, or with the ce- headers of binary mode: one CloudEvent, see the batch. ${COMPRESSED} ${TEXT}`,
  })
  @ApiBodies(USAGE_BODIES, UsageDto, EventDataDto)
  @ApiCreatedResponse({ type: RecordedUsageDto, description: 'Stored.' })
  @ApiOkResponse({ type: RecordedUsageDto, description: 'Stored before, under the same id and created_at.' })
  @ApiBodyProblems(USAGE)
  @ApiRefusal(UsageDto, { pattern_id: EXAMPLE_ID, outcome: 'sucess' }, USAGE)
  @ApiRecording(USAGE)
  async record(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RecordedUsageDto> {
    const recorded = await this.usages.record(body, request.headers);
    void reply.status(recorded.duplicate ? HttpStatus.OK : HttpStatus.CREATED);
    return recorded;
  }

  @Post('usage/batch')
  @ApiOperation({
    summary: 'Record many usages',
    description: [
      'What is wrong is reported by its index, the rest is stored.',
      `As ${JSON_TYPE}: a list, stored in one transaction.`,
      `As ${NDJSON}: a usage a line, of any number, stored in chunks while it arrives; the answer has no results. With Accept: ${NDJSON} it is one report a chunk and at the end {"total": report} or {"problem": problem document}.`,
      `As ${CLOUD_EVENT_BATCH} or, a single one, ${CLOUD_EVENT}: CloudEvents 1.0 whose data is a usage; id and time are the usage’s where data has none, subject its pattern_id. Answered by 204 where all is well. In binary mode (any JSON content type, ce-specversion, ce-id, ce-source, ce-type and, where there are any, ce-time and ce-subject as headers) the body is the data; dataschema and extensions are left aside. OPTIONS with WebHook-Request-Origin is answered as webhook validation wants it.`,
      `${COMPRESSED} ${TEXT}`,
    ].join('\n\n'),
  })
  @ApiBodies(BATCH_BODIES, UsageDto, EventDataDto)
  @ApiExtraModels(BatchReportDto)
  @ApiOkResponse({
    description: `Everything is stored; or, as ${NDJSON}, a report a chunk.`,
    content: {
      [JSON_TYPE]: { schema: { $ref: getSchemaPath(BatchReportDto) } },
      [NDJSON]: { schema: { type: 'string' } },
    },
  })
  @ApiNoContentResponse({ description: 'Every CloudEvent is stored.' })
  @ApiResponse({
    status: HttpStatus.MULTI_STATUS,
    type: BatchReportDto,
    description: 'Some items were refused.',
  })
  @ApiProblem({
    code: 'body-too-large',
    detail: 'The batch has 12000 items; at most 10000 are taken (BATCH_MAX_ITEMS).',
    instance: BATCH,
  })
  @ApiBodyProblems(BATCH)
  @ApiProblem({
    code: 'invalid-input',
    detail: notAList.message,
    instance: BATCH,
    errors: notAList.violations,
  })
  @ApiRecording(BATCH)
  async recordBatch(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BatchAnswer['body']> {
    const answer = await this.usages.recordBatch(body, request.headers, request.url);
    void reply.status(answer.status);
    return answer.body;
  }
}
