import { Inject, Injectable } from '@nestjs/common';
import type { TrackerConfig } from '../../config/config.js';
import { TRACKER_CONFIG } from '../../config/tracker-config.token.js';
import { SourceCounts } from '../source-counts.js';
import { type BatchReport, IngestionService } from '../ingestion.service.js';
import { findLogEvents, type LogEvent } from './log-event.js';
import type { LogsAnswer } from './logs-answer.js';
import type { LogsRequest } from './logs-request.js';
import { parseLogEvent } from './parse-log-event.js';

/** What became of log records since the start; `ignored` are those that name no pattern. */
export type OtlpCounts = Readonly<Record<'stored' | 'duplicate' | 'refused' | 'ignored', number>>;

/** Faults that one answer explains. */
const MAX_EXPLAINED = 5;
const MAX_MESSAGE = 300;

const explain = ({ rejected, errors }: BatchReport, events: readonly LogEvent[]): string => {
  const told = errors.slice(0, MAX_EXPLAINED).map(({ index, message }) => {
    const { index: record, name } = events[index]!;
    return `Record ${record} (${name.slice(0, 64)}): ${message.slice(0, MAX_MESSAGE)}`;
  });
  return `Refused ${rejected} of ${events.length} usages. ${told.join(' ')}`;
};

/** Turns log events of OpenTelemetry that name a pattern into usages. */
@Injectable()
export class OtlpLogsService {
  private totals: OtlpCounts = { stored: 0, duplicate: 0, refused: 0, ignored: 0 };

  constructor(
    private readonly ingestion: IngestionService,
    private readonly sources: SourceCounts,
    @Inject(TRACKER_CONFIG) private readonly config: TrackerConfig,
  ) {}

  get counts(): OtlpCounts {
    return this.totals;
  }

  /**
   * Stores the usages of a request in one transaction; resolves once they are committed.
   * @throws OverloadedError, StoreUnavailableError as `IngestionService.recordBatch`; the request may
   * then be sent again.
   */
  async record(request: LogsRequest): Promise<LogsAnswer> {
    const { found, ignored } = findLogEvents(request, this.config.otlp.events);
    if (found.length === 0) {
      this.count({ ignored });
      return {};
    }
    const report = await this.ingestion.recordBatch(found, 'otlp', parseLogEvent);
    const { stored, duplicates, rejected } = report;
    this.count({ stored, duplicate: duplicates, refused: rejected, ignored });
    if (rejected === 0) return {};
    return {
      partialSuccess: { rejectedLogRecords: String(rejected), errorMessage: explain(report, found) },
    };
  }

  private count({ stored = 0, duplicate = 0, refused = 0, ignored = 0 }: Partial<OtlpCounts>): void {
    const { totals } = this;
    this.sources.ignore('otlp', ignored);
    this.totals = {
      stored: totals.stored + stored,
      duplicate: totals.duplicate + duplicate,
      refused: totals.refused + refused,
      ignored: totals.ignored + ignored,
    };
  }
}
