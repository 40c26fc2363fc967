import { Body, HttpStatus, Inject, Post, Req, Res, StreamableFile } from '@nestjs/common';
import {
  ApiNoContentResponse,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiOkResponse,
  getSchemaPath,
  ApiOperation,
  ApiResponse,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiController } from '../common/api-controller.js';
import { API_PREFIX } from '../common/api-prefix.js';
import { askerSignal } from '../common/asker.js';
import { isBinaryEvent } from '../common/binary-event.js';
import { EXAMPLE_ID } from '../common/example-id.js';
import { CLOUD_EVENT, CLOUD_EVENT_BATCH, JSON_TYPE, mediaTypeOf, NDJSON } from '../common/media-types.js';
import { ApiBodyProblems } from '../common/problem/api-body-problems.js';
import { ApiProblem } from '../common/problem/api-problem.js';
import { ApiRecording } from '../common/problem/api-recording.js';
import { ApiRefusal } from '../common/problem/api-refusal.js';
import { ProblemError } from '../common/problem/problem.js';
import { InvalidInputError } from '../common/tracker-error.js';
import type { Upload } from '../common/upload.js';
import { ApiBodies } from '../common/validation/api-bodies.js';
import type { TrackerConfig } from '../config/config.js';
import { TRACKER_CONFIG } from '../config/tracker-config.token.js';
import { parseCloudEvent } from './cloud-event.js';
import { DoorCounts } from './door-counts.js';
import { EventDataDto } from './event-data.dto.js';
import { httpEvent, parseHttpEvent } from './http-event.js';
import { IngestionService } from './ingestion.service.js';
import { parseUsage, type UsageParser } from './parse-usage.js';
import { BATCH_BODIES, USAGE_BODIES } from './usage-bodies.js';
import { BatchReportDto, RecordedUsageDto } from './usage-report.dto.js';
import { type StreamReport, UsageStreamService } from './usage-stream.service.js';
import { UsageDto } from './usage.dto.js';

const USAGE = `/${API_PREFIX}/usage`;
const BATCH = `${USAGE}/batch`;
const PACKED = 'The body may be packed (Content-Encoding gzip, br, deflate and, where Node.js has it, zstd).';
const TEXT =
  'Bodies are UTF-8: another declared charset is a 415, bytes that are no UTF-8 a 400 or, in a batch, a fault of their item. Numbers in a context keep their digits.';

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

@ApiController('Recording')
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
    description: `Answers once the usage is durable. A pattern that is not known yet is registered. As ${CLOUD_EVENT}, or with the ce- headers of binary mode: one CloudEvent, see the batch. ${PACKED} ${TEXT}`,
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
    const { headers } = request;
    const mediaType = mediaTypeOf(headers['content-type']);
    const isBinary = isBinaryEvent(headers);
    const door = isBinary || isCloudEvents(mediaType) ? 'cloudevents' : 'http';
    const recorded = isBinary
      ? await this.ingestion.record(httpEvent(headers, body), door, parseHttpEvent)
      : await this.ingestion.record(body, door, parserOf(mediaType));
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
      `${PACKED} ${TEXT}`,
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
  ): Promise<BatchReportDto | StreamReport | StreamableFile | undefined> {
    const mediaType = mediaTypeOf(request.headers['content-type']);
    if (mediaType === NDJSON) return this.recordStream(body as Upload, request, reply);
    if (isBinaryEvent(request.headers)) {
      await this.ingestion.record(httpEvent(request.headers, body), 'cloudevents', parseHttpEvent);
      void reply.status(HttpStatus.NO_CONTENT);
      return undefined;
    }
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
    body: Upload,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<StreamReport | StreamableFile> {
    askerSignal()?.addEventListener('abort', () => body.stop(new Error('the client went away')));
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
