import { Body, Controller, HttpStatus, Inject, Post, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { API_PREFIX } from '../common/api-prefix.js';
import { ApiProblem } from '../common/problem/problem.dto.js';
import { ProblemError } from '../common/problem/problem.js';
import { InvalidInputError } from '../common/tracker-error.js';
import type { TrackerConfig } from '../config/config.js';
import { TRACKER_CONFIG } from '../config/tracker-config.token.js';
import { IngestionService } from './ingestion.service.js';
import { BatchReportDto, RecordedUsageDto } from './usage-report.dto.js';
import { UsageDto } from './usage.dto.js';

const USAGE = `/${API_PREFIX}/usage`;
const BATCH = `${USAGE}/batch`;
const ID = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';
const OUTCOMES = 'one of success, failure, partial_success, error';

const notAList = new InvalidInputError([
  {
    pointer: '',
    code: 'wrong_type',
    allowed: 'a JSON array of usages',
    message: 'The body is no list; it must be a JSON array of usages.',
  },
]);

@ApiTags('Recording')
@Controller(API_PREFIX)
export class UsageController {
  constructor(
    private readonly ingestion: IngestionService,
    @Inject(TRACKER_CONFIG) private readonly config: TrackerConfig,
  ) {}

  @Post('usage')
  @ApiOperation({
    summary: 'Record one usage',
    description: 'Answers once the usage is durable. A pattern that is not known yet is registered.',
  })
  @ApiBody({
    type: UsageDto,
    examples: {
      success: {
        summary: 'A success',
        value: {
          pattern_id: ID,
          pattern_name: 'Retry with backoff',
          pattern_type: 'architectural',
          outcome: 'success',
          quality_score: 0.92,
          execution_time_ms: 150,
          context: { node_type: 'Effect', operation: 'api_call' },
          correlation_id: 'a06eb29a-8922-4fdf-bb27-96fc40fae415',
        },
      },
      failure: {
        summary: 'A failure',
        value: { pattern_id: ID, outcome: 'failure', error_message: 'Database connection timeout' },
      },
    },
  })
  @ApiCreatedResponse({ type: RecordedUsageDto, description: 'Stored.' })
  @ApiOkResponse({ type: RecordedUsageDto, description: 'Stored before, under the same id and created_at.' })
  @ApiProblem({
    code: 'malformed-body',
    detail: 'The request could not be read: Body is not valid JSON.',
    instance: USAGE,
  })
  @ApiProblem({
    code: 'body-too-large',
    detail: 'The body is larger than 10485760 bytes (BODY_LIMIT_BYTES).',
    instance: USAGE,
  })
  @ApiProblem({
    code: 'unsupported-media-type',
    detail: 'The content type is text/plain; it must be application/json.',
    instance: USAGE,
  })
  @ApiProblem({
    code: 'invalid-input',
    detail: `outcome is "sucess"; it must be ${OUTCOMES}.`,
    instance: USAGE,
    errors: [
      {
        pointer: '/outcome',
        code: 'not_allowed',
        allowed: OUTCOMES,
        message: `outcome is "sucess"; it must be ${OUTCOMES}.`,
      },
    ],
  })
  @ApiProblem({
    code: 'store-unavailable',
    detail: 'The store is not available at the moment; try again with the same id.',
    instance: USAGE,
  })
  async record(
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RecordedUsageDto> {
    const recorded = await this.ingestion.record(body);
    void reply.status(recorded.duplicate ? HttpStatus.OK : HttpStatus.CREATED);
    return recorded;
  }

  @Post('usage/batch')
  @ApiOperation({
    summary: 'Record many usages',
    description: 'What is wrong is reported by its index, the rest is stored in one transaction.',
  })
  @ApiBody({
    type: [UsageDto],
    examples: {
      two: {
        summary: 'Two usages',
        value: [
          { pattern_id: ID, outcome: 'success', quality_score: 0.9, execution_time_ms: 120 },
          { pattern_id: ID, outcome: 'error', error_message: 'Out of memory' },
        ],
      },
    },
  })
  @ApiOkResponse({ type: BatchReportDto, description: 'Everything is stored.' })
  @ApiResponse({
    status: HttpStatus.MULTI_STATUS,
    type: BatchReportDto,
    description: 'Some items were refused.',
  })
  @ApiProblem({
    code: 'malformed-body',
    detail: 'The request could not be read: Body is not valid JSON.',
    instance: BATCH,
  })
  @ApiProblem({
    code: 'body-too-large',
    detail: 'The batch has 12000 items; at most 10000 are taken (BATCH_MAX_ITEMS).',
    instance: BATCH,
  })
  @ApiProblem({
    code: 'unsupported-media-type',
    detail: 'The content type is text/plain; it must be application/json.',
    instance: BATCH,
  })
  @ApiProblem({
    code: 'invalid-input',
    detail: notAList.message,
    instance: BATCH,
    errors: notAList.violations,
  })
  @ApiProblem({
    code: 'store-unavailable',
    detail: 'The store is not available at the moment; try again with the same id.',
    instance: BATCH,
  })
  async recordBatch(
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BatchReportDto> {
    if (!Array.isArray(body)) throw notAList;
    const { batchMaxItems } = this.config.ingestion;
    if (body.length > batchMaxItems) {
      throw new ProblemError(
        'body-too-large',
        `The batch has ${body.length} items; at most ${batchMaxItems} are taken (BATCH_MAX_ITEMS).`,
      );
    }
    const report = await this.ingestion.recordBatch(body);
    void reply.status(report.rejected > 0 ? HttpStatus.MULTI_STATUS : HttpStatus.OK);
    return report as BatchReportDto;
  }
}
