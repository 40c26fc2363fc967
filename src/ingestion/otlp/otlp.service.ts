import { Inject, Injectable } from '@nestjs/common';
import type { TelemetryKind } from '../../common/telemetry-kind.js';
import type { TrackerConfig } from '../../config/config.js';
import { TRACKER_CONFIG } from '../../config/tracker-config.token.js';
import { SourceCounts } from '../source-counts.js';
import { USAGE_RULES, type UsageRules } from '../usage-rules.js';
import { type BatchReport, IngestionService } from '../ingestion.service.js';
import type { Rejected } from './export-answer.js';
import { logRecordsOf } from './log-records.js';
import type { LogsRequest } from './logs-request.js';
import { CounterService } from './metrics/counter.service.js';
import type { MetricsRequest } from './metrics/metrics-request.js';
import { readMetrics } from './metrics/read-metrics.js';
import type { OtlpRecord } from './otlp-record.js';
import { EvaluationService } from './evaluation.service.js';
import { parseOtlpUsage } from './parse-otlp-usage.js';
import { readRecords, type ReadRecords } from './read-records.js';
import { spanRecordsOf } from './span-records.js';
import type { TracesRequest } from './traces-request.js';
import type { UsageRecord } from './usage-record.js';
import { UnmappedNames } from './unmapped/unmapped-names.js';
import { isWithoutUsage } from './unmapped/without-usage.js';

/** What became of log records, spans and points of metrics since the start; `ignored` are those that tell nothing of a pattern. */
export type OtlpCounts = Readonly<Record<'stored' | 'duplicate' | 'refused' | 'ignored', number>>;

/** What became of a record of a request. */
export interface RecordFate {
  /** Of the record in the request, from 0. */
  readonly index: number;
  /** Its event, operation or span; empty where it has no name. */
  readonly name: string;
  readonly fate: keyof OtlpCounts;
  /** Of one that is ignored: the event that tells of the same use. */
  readonly toldBy?: string | undefined;
}

/** Faults that one answer explains. */
const MAX_EXPLAINED = 5;
const MAX_MESSAGE = 300;

const explain = ({ rejected, errors }: BatchReport, usages: readonly UsageRecord[]): string => {
  const told = errors.slice(0, MAX_EXPLAINED).map(({ index, message }) => {
    const { index: record, name } = usages[index]!;
    return `Record ${record} (${name.slice(0, 64)}): ${message.slice(0, MAX_MESSAGE)}`;
  });
  return `Refused ${rejected} of ${usages.length} usages. ${told.join(' ')}`;
};

/** What became of each record of a request: those that are ignored first. */
const fatesOf = (
  { usages, evaluations, ignored }: ReadRecords,
  report: BatchReport | undefined,
  evaluated: readonly ('stored' | 'duplicate')[],
): RecordFate[] => [
  ...ignored.map((one): RecordFate => ({ ...one, fate: 'ignored' })),
  ...evaluations.map(({ index, name }, at): RecordFate => ({ index, name, fate: evaluated[at]! })),
  ...(report?.results ?? []).map(({ status }, at): RecordFate => {
    const { index, name } = usages[at]!;
    return { index, name, fate: status === 'rejected' ? 'refused' : status };
  }),
];

/** Turns log events and spans of OpenTelemetry that name a pattern into usages. */
@Injectable()
export class OtlpService {
  private totals: OtlpCounts = { stored: 0, duplicate: 0, refused: 0, ignored: 0 };

  constructor(
    private readonly ingestion: IngestionService,
    private readonly evaluations: EvaluationService,
    private readonly counters: CounterService,
    private readonly sources: SourceCounts,
    @Inject(USAGE_RULES) private readonly rules: UsageRules,
    private readonly unmapped: UnmappedNames,
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
  recordLogs(request: LogsRequest): Promise<Rejected | undefined> {
    return this.record('log', logRecordsOf(request));
  }

  /** As `recordLogs`, of spans. */
  recordSpans(request: TracesRequest): Promise<Rejected | undefined> {
    return this.record('span', spanRecordsOf(request));
  }

  /**
   * Keeps what counters tell of patterns, in one transaction, and counts other points by their names: they tell of no
   * single use.
   * @throws ProblemError where there are too many of them, StoreUnavailableError; the request may then be sent again.
   */
  async recordMetrics(request: MetricsRequest): Promise<Rejected | undefined> {
    const { told, counted } = readMetrics(request);
    const { stored, duplicate, refused, rejected } = await this.counters.record(told);
    let ignored = 0;
    for (const { name, service, points } of counted) {
      this.unmapped.see({ kind: 'metric', name, service }, points);
      ignored += points;
    }
    this.sources.ignore('otlp', ignored);
    const { totals } = this;
    this.totals = {
      stored: totals.stored + stored,
      duplicate: totals.duplicate + duplicate,
      refused: totals.refused + refused,
      ignored: totals.ignored + ignored,
    };
    return rejected;
  }

  private async record(kind: TelemetryKind, records: readonly OtlpRecord[]): Promise<Rejected | undefined> {
    const read = readRecords(records, this.config.otlp.events, this.rules.hashed);
    const { usages } = read;
    const report =
      usages.length > 0 ? await this.ingestion.recordBatch(usages, 'otlp', parseOtlpUsage) : undefined;
    if (report && report.rejected < usages.length) await this.evaluations.applyTo(usages);
    const evaluated = await this.evaluations.record(read.evaluations.map(({ evaluation }) => evaluation));
    for (const { index, toldBy } of read.ignored) {
      if (toldBy === undefined) this.seeUnmapped(kind, records[index]!);
    }
    this.count(fatesOf(read, report, evaluated));
    if (!report || report.rejected === 0) return undefined;
    return { count: report.rejected, reason: explain(report, usages) };
  }

  /** Unless its name is mapped, or is known to be of no use. */
  private seeUnmapped(kind: TelemetryKind, { name, names, attributes }: OtlpRecord): void {
    const { events } = this.config.otlp;
    if (isWithoutUsage(names) || names.some((one) => events.has(one))) return;
    this.unmapped.see({ kind, name, attributes, service: attributes['resource.service.name'] });
  }

  private count(fates: readonly RecordFate[]): void {
    const totals = { ...this.totals };
    for (const { fate } of fates) totals[fate] += 1;
    this.sources.ignore('otlp', totals.ignored - this.totals.ignored);
    this.totals = totals;
  }
}
