import { Readable } from 'node:stream';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { NDJSON } from '../common/media-types.js';
import { toProblem } from '../common/problem/to-problem.js';
import { ProblemError, toDocument } from '../common/problem/problem.js';
import type { TrackerConfig } from '../config/config.js';
import { TRACKER_CONFIG } from '../config/tracker-config.token.js';
import { DoorCounts } from './door-counts.js';
import { type BatchError, type BatchReport, IngestionService } from './ingestion.service.js';
import { type NdjsonItem, NdjsonSourceError, NdjsonTooLargeError, ndjsonChunks } from '../common/ndjson.js';
import { parseUsage, type ParsedUsage } from './parse-usage.js';
import { refusalCode } from './refusal.js';

/** What became of a stream, or of a part of it; without a word on each item that is well. */
export type StreamReport = Omit<BatchReport, 'results'>;

/** What became of one chunk of a stream. */
export type ChunkListener = (report: StreamReport) => void;

const CHUNK_ITEMS = 1000;
/** Chunks on their way to the store at a time; the next is read while they are. */
const CHUNKS_IN_FLIGHT = 4;
const MOST_EXPLAINED = 1000;

/** Takes usages from a source of any size, no faster than the store does. */
@Injectable()
export class UsageStreamService {
  private readonly logger = new Logger('Ingestion');

  constructor(
    @Inject(TRACKER_CONFIG) private readonly config: TrackerConfig,
    private readonly ingestion: IngestionService,
    private readonly counts: DoorCounts,
  ) {}

  /**
   * Stores the usages of an NDJSON stream, chunk after chunk; `index` counts its items from 0, blank
   * lines left out.
   * @param onChunk told of each chunk in order, once it is stored.
   * @throws ProblemError where the stream is larger than what is taken; StoreUnavailableError. The
   * chunks before are stored then.
   */
  async record(source: AsyncIterable<Buffer>, onChunk: ChunkListener = () => {}): Promise<StreamReport> {
    const total = { received: 0, stored: 0, duplicates: 0, rejected: 0, errors: [] as BatchError[] };
    let explained = 0;
    const inFlight: Promise<StreamReport>[] = [];
    const takeFirst = async (): Promise<void> => {
      const report = await inFlight.shift()!;
      total.received += report.received;
      total.stored += report.stored;
      total.duplicates += report.duplicates;
      total.rejected += report.rejected;
      const errors = explained < MOST_EXPLAINED ? report.errors : [];
      total.errors.push(...errors);
      explained += new Set(errors.map(({ index }) => index)).size;
      onChunk({ ...report, errors });
    };
    let offset = 0;
    try {
      for await (const items of ndjsonChunks(source, this.limits)) {
        const report = this.recordChunk(items, offset);
        report.catch(() => undefined); // Told when its turn comes.
        inFlight.push(report);
        offset += items.length;
        if (inFlight.length >= CHUNKS_IN_FLIGHT) await takeFirst();
      }
      while (inFlight.length > 0) await takeFirst();
    } catch (error) {
      while (inFlight.length > 0) await takeFirst();
      throw this.explain(error, total.received);
    }
    return total;
  }

  /**
   * As `record`, but tells of it while it goes on.
   * @param instance the path of the request.
   * @returns NDJSON: a report a chunk, and at the end `{"total": report}` or `{"problem": document}`.
   */
  recordAndReport(source: AsyncIterable<Buffer>, instance: string): Readable {
    // Not held up by a caller that reads nothing before it has sent everything; reports are short.
    const reports = new Readable({ read: () => {} });
    const say = (line: object): void => void reports.push(`${JSON.stringify(line)}\n`);
    this.record(source, say)
      .then((total) => say({ total }))
      .catch((error: unknown) => {
        const problem = toProblem(error, {
          method: 'POST',
          path: instance,
          contentType: NDJSON,
          bodyLimitBytes: 0,
        });
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
    if (error instanceof NdjsonSourceError) {
      return new ProblemError(
        'malformed-body',
        `The body could not be read to its end: ${error.message}; ${before}.`,
      );
    }
    return error;
  }

  private get limits(): { itemBytes: number; totalBytes: number; chunkItems: number } {
    const { itemLimitBytes, streamLimitBytes } = this.config.ingestion;
    return { itemBytes: itemLimitBytes, totalBytes: streamLimitBytes, chunkItems: CHUNK_ITEMS };
  }

  private async recordChunk(items: readonly NdjsonItem[], offset: number): Promise<StreamReport> {
    const parse = (input: unknown, now: number): ParsedUsage => {
      const item = input as NdjsonItem;
      if (item.fault) return { id: null, violations: [item.fault] };
      return parseUsage(item.value, now, this.config.ingestion);
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
