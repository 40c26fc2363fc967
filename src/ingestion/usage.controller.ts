import type { Readable } from 'node:stream';
import { Body, Controller, HttpStatus, Inject, Post, Req, Res, StreamableFile } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiNoContentResponse,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { API_PREFIX } from '../common/api-prefix.js';
import { CLOUD_EVENT, CLOUD_EVENT_BATCH, JSON_TYPE, mediaTypeOf, NDJSON } from '../common/media-types.js';
import { ApiProblem } from '../common/problem/problem.dto.js';
import { ProblemError } from '../common/problem/problem.js';
import { InvalidInputError } from '../common/tracker-error.js';
import type { TrackerConfig } from '../config/config.js';
import { TRACKER_CONFIG } from '../config/tracker-config.token.js';
import { parseCloudEvent } from './cloud-event.js';
import { DoorCounts } from './door-counts.js';
import { IngestionService } from './ingestion.service.js';
import { parseUsage, type UsageParser } from './parse-usage.js';
import { BatchReportDto, RecordedUsageDto } from './usage-report.dto.js';
import { type StreamReport, UsageStreamService } from './usage-stream.service.js';
import { UsageDto } from './usage.dto.js';

const USAGE = `/${API_PREFIX}/usage`;
const BATCH = `${USAGE}/batch`;
const ID = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';
const PACKED = 'The body may be packed (Content-Encoding gzip, br, deflate and, where Node.js has it, zstd).';
const OUTCOMES = 'one of success, failure, partial_success, error';

const notAList = new InvalidInputError([
  {
    pointer: '',
    code: 'wrong_type',
    allowed: 'a JSON array of usages',
    message: 'The body is no list; it must be a JSON array of usages.',
  },
]);

const isCloudEvents = (mediaType: string): boolean =>
  mediaType === CLOUD_EVENT || mediaType === CLOUD_EVENT_BATCH;

const parserOf = (mediaType: string): UsageParser =>
  isCloudEvents(mediaType) ? parseCloudEvent : parseUsage;

const statusOf = (report: StreamReport): HttpStatus =>
  report.rejected > 0 ? HttpStatus.MULTI_STATUS : HttpStatus.OK;

@ApiTags('Recording')
@Controller(API_PREFIX)
export class UsageController {
  constructor(
    private readonly ingestion: IngestionService,
    private readonly streams: UsageStreamService,
    private readonly counts: DoorCounts,
    @Inject(TRACKER_CONFIG) private readonly config: TrackerConfig,
  ) {}

  @Post('usage')
  @ApiOperation({
    summary: 'Record one usage',
    description: `Answers once the usage is durable. A pattern that is not known yet is registered. As ${CLOUD_EVENT}: one CloudEvent, see the batch. ${PACKED}`,
  })
  @ApiConsumes(JSON_TYPE, CLOUD_EVENT)
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
    detail: 'The content type is text/plain; it must be application/json or application/cloudevents+json.',
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
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RecordedUsageDto> {
    const mediaType = mediaTypeOf(request.headers['content-type']);
    const door = isCloudEvents(mediaType) ? 'cloudevents' : 'http';
    const recorded = await this.ingestion.record(body, door, parserOf(mediaType));
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
      `As ${CLOUD_EVENT_BATCH} or, a single one, ${CLOUD_EVENT}: CloudEvents 1.0 whose data is a usage; id and time are the usage’s where data has none, subject its pattern_id. Answered by 204 where all is well.`,
      PACKED,
    ].join('\n\n'),
  })
  @ApiConsumes(JSON_TYPE, NDJSON, CLOUD_EVENT_BATCH, CLOUD_EVENT)
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
  @ApiNoContentResponse({ description: 'Every CloudEvent is stored.' })
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
    detail:
      'The content type is text/plain; it must be application/json or application/x-ndjson or application/cloudevents+json or application/cloudevents-batch+json.',
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
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BatchReportDto | StreamReport | StreamableFile | undefined> {
    const mediaType = mediaTypeOf(request.headers['content-type']);
    if (mediaType === NDJSON) return this.recordStream(body as Readable, request, reply);
    if (mediaType === CLOUD_EVENT) {
      await this.ingestion.record(body, 'cloudevents', parseCloudEvent);
      void reply.status(HttpStatus.NO_CONTENT);
      return undefined;
    }
    const door = isCloudEvents(mediaType) ? 'cloudevents' : 'http_batch';
    if (!Array.isArray(body)) {
      this.counts.refuse(door, 'wrong_type');
      throw notAList;
    }
    const { batchMaxItems } = this.config.ingestion;
    if (body.length > batchMaxItems) {
      throw new ProblemError(
        'body-too-large',
        `The batch has ${body.length} items; at most ${batchMaxItems} are taken (BATCH_MAX_ITEMS).`,
      );
    }
    const report = await this.ingestion.recordBatch(body, door, parserOf(mediaType));
    void reply.status(statusOf(report));
    if (mediaType === CLOUD_EVENT_BATCH && report.rejected === 0) {
      void reply.status(HttpStatus.NO_CONTENT);
      return undefined;
    }
    return report;
  }

  /** One report at the end or, where the caller takes NDJSON, one a chunk as it is stored. */
  private async recordStream(
    body: Readable,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<StreamReport | StreamableFile> {
    if (mediaTypeOf(request.headers.accept) !== NDJSON) {
      const report = await this.streams.record(body);
      void reply.status(statusOf(report));
      return report;
    }
    void reply.status(HttpStatus.OK);
    return new StreamableFile(this.streams.recordAndReport(body, request.url.split('?', 1)[0]!), {
      type: NDJSON,
    });
  }
}
