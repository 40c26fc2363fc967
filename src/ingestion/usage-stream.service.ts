import { Readable } from 'node:stream';
import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { API_PREFIX } from '../common/api-prefix.js';
import { NDJSON } from '../common/media-types.js';
import { toProblem } from '../common/problem/to-problem.js';
import { ProblemError, toDocument } from '../common/problem/problem.js';
import { OverloadedError, StoreUnavailableError } from '../common/tracker-error.js';
import type { Upload } from '../common/upload.js';
import { SourceCounts } from './source-counts.js';
import { FaultList } from './fault-list.js';
import { type BatchError, type BatchReport, IngestionService } from './ingestion.service.js';
import { type NdjsonItem, NdjsonSourceError, NdjsonTooLargeError, ndjsonChunks } from '../common/ndjson.js';
import { parseUsage, type ParsedUsage } from './parse-usage.js';
import { refusalCode } from './refusal.js';
import { USAGE_RULES, type UsageRules } from './usage-rules.js';

/** What became of a stream, or of a part of it; without a word on each item that is well. */
export type StreamReport = Omit<BatchReport, 'results'>;

/** What became of one chunk of a stream. */
export type ChunkListener = (report: StreamReport) => void;

const CHUNK_ITEMS = 1000;
/** Chunks on their way to the store at a time; the next is read while they are. */
const CHUNKS_IN_FLIGHT = 4;

/** How an upload is named where it is refused. */
const REQUEST = {
  method: 'POST',
  path: `/${API_PREFIX}/usage/batch`,
  contentType: NDJSON,
  bodyLimitBytes: 0,
};

const stopping = new ProblemError('shutting-down', 'The server is shutting down.');

/** Takes usages from a source of any size, no faster than the store does. */
@Injectable()
export class UsageStreamService implements OnModuleDestroy {
  private readonly logger = new Logger('Ingestion');
  private readonly uploads = new Set<Upload>();
  private isStopping = false;

  constructor(
    @Inject(USAGE_RULES) private readonly rules: UsageRules,
    private readonly ingestion: IngestionService,
    private readonly counts: SourceCounts,
  ) {}

  /** Uploads end with the chunks that are on their way; their senders are told which these were. */
  onModuleDestroy(): void {
    this.isStopping = true;
    for (const upload of this.uploads) upload.stop(stopping);
  }

  /**
   * Stores the usages of an NDJSON upload, chunk after chunk; `index` counts its items from 0, blank
   * lines left out.
   * @param onChunk told of each chunk in order, once it is stored.
   * @throws ProblemError where the upload is larger than what is taken or was stopped, or where the store
   * does not take it; it says how many usages were taken before.
   */
  async record(upload: Upload, onChunk: ChunkListener = () => {}): Promise<StreamReport> {
    this.uploads.add(upload);
    if (this.isStopping) upload.stop(stopping);
    try {
      return await this.recordChunks(upload, onChunk);
    } finally {
      this.uploads.delete(upload);
    }
  }

  private async recordChunks(upload: Upload, onChunk: ChunkListener): Promise<StreamReport> {
    const faults = new FaultList<BatchError>();
    const total = { received: 0, stored: 0, duplicates: 0, rejected: 0, errors: faults.errors };
    const inFlight: { readonly bytes: number; readonly stored: Promise<StreamReport> }[] = [];
    let failure: unknown;
    const takeFirst = async (): Promise<void> => {
      const { bytes, stored } = inFlight.shift()!;
      const report = await stored
        .catch((error: unknown) => {
          throw (failure ??= error);
        })
        .finally(() => upload.free(bytes));
      // Told is what was taken up to the first chunk that was not.
      if (failure !== undefined) return;
      total.received += report.received;
      total.stored += report.stored;
      total.duplicates += report.duplicates;
      total.rejected += report.rejected;
      onChunk({ ...report, errors: report.errors.filter((error) => faults.add(error)) });
    };
    let offset = 0;
    try {
      for await (const { items, bytes } of ndjsonChunks(upload, this.limits)) {
        const stored = this.recordChunk(items, offset);
        stored.catch(() => undefined); // Told when its turn comes.
        inFlight.push({ bytes, stored });
        offset += items.length;
        if (inFlight.length >= CHUNKS_IN_FLIGHT) await takeFirst();
      }
      while (inFlight.length > 0) await takeFirst();
    } catch (error) {
      while (inFlight.length > 0) await takeFirst().catch(() => undefined); // The first failure is told.
      throw this.explain(failure ?? error, total.received);
    }
    return total;
  }

  /**
   * As `record`, but tells of it while it goes on.
   * @param instance the path of the request.
   * @returns NDJSON: a report a chunk, and at the end `{"total": report}` or `{"problem": document}`.
   */
  recordAndReport(upload: Upload, instance: string): Readable {
    // Not held up by a caller that reads nothing before it has sent everything; reports are short.
    const reports = new Readable({ read: () => {} });
    const say = (line: object): void => void reports.push(`${JSON.stringify(line)}\n`);
    this.record(upload, say)
      .then((total) => say({ total }))
      .catch((error: unknown) => {
        const problem = toProblem(error, REQUEST);
        if (problem.code === 'internal-error') this.logger.error(error);
        say({ problem: toDocument(problem, instance) });
      })
      .finally(() => reports.push(null));
    return reports;
  }

  /** Says what of the stream was taken before it failed. */
  private explain(error: unknown, received: number): unknown {
    const before = `the ${received} usages before are taken`;
    if (error instanceof NdjsonTooLargeError) {
      const { totalBytes } = this.limits;
      const detail = `The body is larger than ${totalBytes} bytes (STREAM_LIMIT_BYTES); ${before}, send the others on their own.`;
      return new ProblemError('body-too-large', detail);
    }
    if (error instanceof NdjsonSourceError && error.cause instanceof ProblemError) {
      const { code } = error.cause;
      const message = error.cause.message.replace(/\.$/, '');
      this.logger.log(`An upload was ended: ${message}; ${before}.`);
      return new ProblemError(code, `${message}; ${before}, send the others again.`);
    }
    if (error instanceof NdjsonSourceError) {
      this.logger.log(`An upload ended early: ${error.message}; ${before}.`);
      return new ProblemError(
        'malformed-body',
        `The body could not be read to its end: ${error.message}; ${before}.`,
      );
    }
    if (error instanceof StoreUnavailableError || error instanceof OverloadedError) {
      const { code, message, retryAfterSeconds } = toProblem(error, REQUEST);
      const taken = `The first ${received} usages of the upload are taken, and perhaps some of the others: those that have an id can be sent again, they are counted once.`;
      return new ProblemError(code, `${message} ${taken}`, [], retryAfterSeconds);
    }
    return error;
  }

  private get limits(): { itemBytes: number; totalBytes: number; chunkItems: number } {
    const { itemLimitBytes, streamLimitBytes } = this.rules;
    return { itemBytes: itemLimitBytes, totalBytes: streamLimitBytes, chunkItems: CHUNK_ITEMS };
  }

  private async recordChunk(items: readonly NdjsonItem[], offset: number): Promise<StreamReport> {
    const parse = (input: unknown, now: number): ParsedUsage => {
      const item = input as NdjsonItem;
      if (item.fault) return { id: null, violations: [item.fault] };
      return parseUsage(item.value, now, this.rules);
    };
    const report = await this.ingestion
      .recordBatchWhenRoom(items, 'ndjson', parse)
      .catch((error: unknown) => {
        this.counts.refuse('ndjson', refusalCode(error), items.length);
        throw error;
      });
    return {
      received: report.received,
      stored: report.stored,
      duplicates: report.duplicates,
      rejected: report.rejected,
      errors: report.errors.map((error) => ({ ...error, index: error.index + offset })),
    };
  }
}
