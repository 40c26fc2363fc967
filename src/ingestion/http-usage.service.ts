import type { IncomingHttpHeaders } from 'node:http';
import { HttpStatus, Inject, Injectable, StreamableFile } from '@nestjs/common';
import { requestSignal } from '../common/request-signal.js';
import { isBinaryEvent } from '../common/binary-event.js';
import { CLOUD_EVENT, CLOUD_EVENT_BATCH, mediaTypeOf, NDJSON } from '../common/media-types.js';
import { ProblemError } from '../common/problem/problem.js';
import { InvalidInputError } from '../common/tracker-error.js';
import type { Upload } from '../common/upload.js';
import type { TrackerConfig } from '../config/config.js';
import { TRACKER_CONFIG } from '../config/tracker-config.token.js';
import { parseCloudEvent } from './cloud-event.js';
import { SourceCounts } from './source-counts.js';
import { httpEvent, parseHttpEvent } from './http-event.js';
import { type BatchReport, IngestionService, type RecordedUsage } from './ingestion.service.js';
import { parseUsage, type UsageParser } from './parse-usage.js';
import { type StreamReport, UsageStreamService } from './usage-stream.service.js';

/** What a batch is answered by. */
export interface BatchAnswer {
  readonly status: HttpStatus;
  readonly body?: BatchReport | StreamReport | StreamableFile;
}

/** The refusal of a batch that is no list. */
export const notAList = new InvalidInputError([
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

/** Takes usages from the body of a request, by its content type. */
@Injectable()
export class HttpUsageService {
  constructor(
    private readonly ingestion: IngestionService,
    private readonly streams: UsageStreamService,
    private readonly counts: SourceCounts,
    @Inject(TRACKER_CONFIG) private readonly config: TrackerConfig,
  ) {}

  /** One usage, as JSON or as a CloudEvent. */
  record(body: unknown, headers: IncomingHttpHeaders): Promise<RecordedUsage> {
    if (isBinaryEvent(headers))
      return this.ingestion.record(httpEvent(headers, body), 'cloudevents', parseHttpEvent);
    const mediaType = mediaTypeOf(headers['content-type']);
    const source = isCloudEvents(mediaType) ? 'cloudevents' : 'http';
    return this.ingestion.record(body, source, parserOf(mediaType));
  }

  /** @param url the request's, where the problem of a stream is said to be. */
  async recordBatch(body: unknown, headers: IncomingHttpHeaders, url: string): Promise<BatchAnswer> {
    const mediaType = mediaTypeOf(headers['content-type']);
    if (mediaType === NDJSON) return this.recordStream(body as Upload, headers, url);
    if (isBinaryEvent(headers) || mediaType === CLOUD_EVENT) {
      await this.record(body, headers);
      return { status: HttpStatus.NO_CONTENT };
    }
    const report = await this.recordList(body, mediaType);
    return mediaType === CLOUD_EVENT_BATCH && report.rejected === 0
      ? { status: HttpStatus.NO_CONTENT }
      : { status: statusOf(report), body: report };
  }

  private recordList(body: unknown, mediaType: string): Promise<BatchReport> {
    const source = isCloudEvents(mediaType) ? 'cloudevents' : 'http_batch';
    if (!Array.isArray(body)) {
      this.counts.refuse(source, 'wrong_type');
      throw notAList;
    }
    const { batchMaxItems } = this.config.ingestion;
    if (body.length > batchMaxItems) {
      throw new ProblemError(
        'body-too-large',
        `The batch has ${body.length} items; at most ${batchMaxItems} are taken (BATCH_MAX_ITEMS).`,
      );
    }
    return this.ingestion.recordBatch(body, source, parserOf(mediaType));
  }

  /** One report at the end or, where the caller takes NDJSON, one a chunk as it is stored. */
  private async recordStream(
    body: Upload,
    { accept }: IncomingHttpHeaders,
    url: string,
  ): Promise<BatchAnswer> {
    requestSignal()?.addEventListener('abort', () => body.stop(new Error('the client went away')));
    if (mediaTypeOf(accept) !== NDJSON) {
      const report = await this.streams.record(body);
      return { status: statusOf(report), body: report };
    }
    const reports = this.streams.recordAndReport(body, url.split('?', 1)[0]!);
    return { status: HttpStatus.OK, body: new StreamableFile(reports, { type: NDJSON }) };
  }
}
