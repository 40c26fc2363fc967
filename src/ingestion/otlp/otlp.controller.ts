import { Body, Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { JSON_TYPE, mediaTypeOf, PROTOBUF } from '../../common/media-types.js';
import { OTLP_LOGS_PATH, OTLP_METRICS_PATH, OTLP_TRACES_PATH } from '../../common/otlp-path.js';
import { ProblemError } from '../../common/problem/problem.js';
import type { TrackerConfig } from '../../config/config.js';
import { TRACKER_CONFIG } from '../../config/tracker-config.token.js';
import { ApiExport } from './api-export.js';
import { answerOf, encodeAnswer, type Rejected } from './export-answer.js';
import { LOGS_BODIES, METRICS_BODIES, TRACES_BODIES } from './export-bodies.js';
import { LogsAnswerDto, MetricsAnswerDto, TracesAnswerDto } from './export-answer.dto.js';
import { logsRequest } from './logs-request.js';
import type { RequestType } from './messages.js';
import { metricsRequest } from './metrics/metrics-request.js';
import { OtlpService } from './otlp.service.js';
import { readJson } from './read-json.js';
import { readProtobuf } from './read-protobuf.js';
import { tracesRequest } from './traces-request.js';

/** OTLP over HTTP. */
@ApiTags('Recording')
@Controller()
export class OtlpController {
  constructor(
    private readonly otlp: OtlpService,
    @Inject(TRACKER_CONFIG) private readonly config: TrackerConfig,
  ) {}

  @Post(OTLP_LOGS_PATH)
  @ApiExport({
    path: OTLP_LOGS_PATH,
    summary: 'Record usages from OpenTelemetry’s log events',
    takes:
      'OTLP/HTTP logs: an ExportLogsServiceRequest. The events of Claude Code, Gemini CLI and Codex CLI that tell of a use of a skill, tool, agent or command become usages, and those of OTLP_EVENTS. The id of a usage is made of what its event says.',
    bodies: LOGS_BODIES,
    answer: LogsAnswerDto,
    request: logsRequest,
    fault: 'LogRecord.traceId must be text in hexadecimal',
  })
  async logs(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const rejected = await this.otlp.recordLogs(this.read(body, request, logsRequest));
    return this.answer('rejectedLogRecords', rejected, request, reply);
  }

  @Post(OTLP_TRACES_PATH)
  @ApiExport({
    path: OTLP_TRACES_PATH,
    summary: 'Record usages from OpenTelemetry’s spans',
    takes:
      'OTLP/HTTP traces: an ExportTraceServiceRequest. Spans of skills, tools, agents, workflows, named prompts and MCP calls by the conventions for generative AI become usages, and those of OTLP_EVENTS. The id of a usage is made of its trace and span, its time is when the span began.',
    bodies: TRACES_BODIES,
    answer: TracesAnswerDto,
    request: tracesRequest,
    fault: 'Span.spanId must be text in hexadecimal',
  })
  async traces(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const rejected = await this.otlp.recordSpans(this.read(body, request, tracesRequest));
    return this.answer('rejectedSpans', rejected, request, reply);
  }

  @Post(OTLP_METRICS_PATH)
  @ApiExport({
    path: OTLP_METRICS_PATH,
    summary: 'Take what OpenTelemetry’s counters tell of patterns',
    takes:
      'OTLP/HTTP metrics: an ExportMetricsServiceRequest. Metrics tell of no single use, so that they make no usages. The points of `claude_code.cost.usage` and `claude_code.token.usage` that name a skill or an agent (`skill.name`, `agent.name`) are kept, each counted once however often it is sent, and `GET /overview` has their sums (`costs_from_counters`). Other points are counted by name (`GET /ingestion/unmapped`), so that an exporter of all signals meets no error.',
    bodies: METRICS_BODIES,
    answer: MetricsAnswerDto,
    request: metricsRequest,
    fault: 'where a Metric should be is no object',
  })
  async metrics(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const rejected = await this.otlp.recordMetrics(this.read(body, request, metricsRequest));
    return this.answer('rejectedDataPoints', rejected, request, reply);
  }

  private read<T>(body: unknown, { headers }: FastifyRequest, type: RequestType<T>): T {
    const mediaType = mediaTypeOf(headers['content-type']);
    const { batchMaxItems } = this.config.ingestion;
    if (mediaType === JSON_TYPE) return readJson(body, type, batchMaxItems);
    if (mediaType !== PROTOBUF) {
      throw new ProblemError(
        'unsupported-media-type',
        `The content type is ${mediaType || 'missing'}; it must be ${JSON_TYPE} or ${PROTOBUF}.`,
      );
    }
    // Without a body there is nothing to parse: the message whose fields are all left out.
    return readProtobuf(body instanceof Uint8Array ? body : new Uint8Array(), type, batchMaxItems);
  }

  /** In the encoding of the request. */
  private answer(
    name: string,
    rejected: Rejected | undefined,
    { headers }: FastifyRequest,
    reply: FastifyReply,
  ): object {
    if (mediaTypeOf(headers['content-type']) === JSON_TYPE) return answerOf(name, rejected);
    void reply.type(PROTOBUF);
    return encodeAnswer(rejected);
  }
}
