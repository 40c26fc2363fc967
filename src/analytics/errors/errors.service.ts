import { Injectable } from '@nestjs/common';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { type Cursor, decodeCursor, encodeCursor } from '../../common/cursor.js';
import type { PatternName } from '../../common/pattern-identity.dto.js';
import { formatTime } from '../../common/time-range.js';
import { InvalidInputError } from '../../common/tracker-error.js';
import { ErrorUsageRepository, type ErrorUsageRow } from '../../store/usages/error-usage.repository.js';
import type { UsageAnswer } from '../../store/usages/usage-rows.js';
import { defaultGranularity } from '../query/buckets.js';
import type { ResolvedRange } from '../query/resolve-range.js';
import type { Periods } from '../report/periods.js';
import { Report } from '../report/report.js';
import { ReportService } from '../report/report.service.js';
import { rankedSeries } from '../report/series.js';
import { sumOf } from '../usage-metrics.js';
import { usageTrend } from '../usage-trend.js';
import type {
  ErrorKind,
  ErrorPattern,
  ErrorPoint,
  ErrorsQueryDto,
  ErrorsResponse,
  ErrorUsage,
  ErrorUsagesQueryDto,
  ErrorUsagesResponse,
} from './errors.dto.js';
import { fingerprintId } from './fingerprint-id.js';

const MEASURES = ['usages', 'first_used', 'last_used'] as const;
type Row = UsageAnswer<(typeof MEASURES)[number]>;

const DEFAULT_KINDS = 50;
const DEFAULT_USAGES = 100;
const MAX_PATTERNS_SHOWN = 20;

/** What is said of errors whether of all patterns or of one. */
const countsOf = ({ current, previous }: Periods<Row>): Omit<ErrorPattern, keyof PatternName> => {
  const [count, previous_count] = [sumOf(current, 'usages'), sumOf(previous, 'usages')];
  return {
    count,
    previous_count,
    trend: usageTrend(previous_count, count),
    first_seen: formatTime(current.reduce((least, row) => Math.min(least, row.first_used!), Infinity)),
    last_seen: formatTime(current.reduce((most, row) => Math.max(most, row.last_used!), -Infinity)),
  };
};

/** Errors by bucket. */
const pointsOf = (rows: readonly Row[], report: Report): ErrorPoint[] => {
  const counts = new Map<number, number>();
  for (const { slice, usages } of rows) counts.set(slice, (counts.get(slice) ?? 0) + usages!);
  return report.points(counts, (timestamp, place) => ({ timestamp, count: counts.get(place) ?? 0 }));
};

/** The patterns that a kind of error occurs in. */
const patternsOf = async (
  rows: Periods<Row>,
): Promise<Pick<ErrorKind, 'patterns' | 'total_patterns' | 'total_matching'>> => {
  const series = await rankedSeries(rows, 'usages', (row) => row.pattern_id);
  const shown = series.slice(0, MAX_PATTERNS_SHOWN);
  return {
    patterns: shown.map(({ id, name, ...own }) => ({ pattern_id: id, pattern_name: name, ...countsOf(own) })),
    total_patterns: shown.length,
    total_matching: series.length,
  };
};

const toUsage = ({ id, created_at, context, ...row }: ErrorUsageRow): ErrorUsage => ({
  usage_id: id,
  pattern_id: row.pattern_id,
  created_at: formatTime(created_at.getTime()),
  outcome: row.outcome,
  quality_score: row.quality_score,
  execution_time_ms: row.execution_time_ms,
  context: context ?? {},
  correlation_id: row.correlation_id,
  error_message: row.error_message,
});

const cursorOf = (text: string | undefined): Cursor | null => {
  if (text === undefined) return null;
  const cursor = decodeCursor(text);
  if (cursor) return cursor;
  const allowed = 'the next_cursor of a page';
  const message = `cursor is ${JSON.stringify(text)}; it must be ${allowed}.`;
  throw new InvalidInputError([{ pointer: '/cursor', code: 'invalid_cursor', allowed, message }]);
};

/** Errors by their kind: what their messages have in common. */
@Injectable()
export class ErrorsService {
  constructor(
    private readonly reports: ReportService,
    private readonly errorUsages: ErrorUsageRepository,
  ) {}

  /** @throws InvalidInputError, StoreUnavailableError */
  kinds(query: ErrorsQueryDto): Promise<JsonAnswer<ErrorsResponse>> {
    return this.reports.answer('errors', query, '7d', (range) => this.readKinds(query, range), true);
  }

  /** @throws InvalidInputError, StoreUnavailableError */
  usagesOf(id: string, query: ErrorUsagesQueryDto): Promise<JsonAnswer<ErrorUsagesResponse>> {
    return this.reports.answer(`error ${id}`, query, '7d', (range) => this.readUsages(id, query, range));
  }

  private async readKinds(query: ErrorsQueryDto, range: ResolvedRange): Promise<ErrorsResponse> {
    const granularity = query.granularity ?? (query.fill ? defaultGranularity(range) : null);
    const report = new Report(query, range, granularity);
    const rows = await this.reports.read(report, MEASURES, ['pattern', 'error'], [range.previous]);
    const kinds = await rankedSeries(rows, 'usages', ({ error }) => error!);
    const shown = kinds.slice(0, query.limit ?? DEFAULT_KINDS);
    report.checkFilled(shown.length + 2);
    const dataOf = (own: readonly Row[]): { data?: ErrorPoint[] } =>
      granularity === null ? {} : { data: pointsOf(own, report) };
    const sights = shown.map(({ id, current }) => {
      const latest = current.reduce((a, b) => (b.last_used! > a.last_used! ? b : a));
      return { fingerprint: id, patternId: latest.pattern_id, at: latest.last_used! };
    });
    const samples = await this.errorUsages.samples(sights, report.filter);
    const [total_errors, before] = [sumOf(rows.current, 'usages'), sumOf(rows.previous, 'usages')];
    const errors: ErrorKind[] = [];
    for (const { id: fingerprint, ...own } of shown) {
      const counts = countsOf(own);
      const sample = samples.get(fingerprint);
      errors.push({
        id: fingerprintId(fingerprint),
        fingerprint,
        share: counts.count / total_errors,
        ...counts,
        ...(await patternsOf(own)),
        ...dataOf(own.current),
        sample: sample ? toUsage(sample) : null,
      });
    }
    const beyond = kinds.slice(shown.length);
    const others = beyond.flatMap(({ current }) => current);
    return {
      errors,
      total_kinds: kinds.length,
      total_errors,
      previous_total_errors: before,
      other: { kinds: beyond.length, count: sumOf(others, 'usages'), ...dataOf(others) },
      ...dataOf(rows.current),
      ...report.comparison(total_errors, before),
      time_range: report.timeRange,
      from: formatTime(range.from),
      to: formatTime(range.to),
      ...(granularity === null ? {} : report.bucketFields()),
    };
  }

  private async readUsages(
    id: string,
    query: ErrorUsagesQueryDto,
    range: ResolvedRange,
  ): Promise<ErrorUsagesResponse> {
    const after = cursorOf(query.cursor);
    const report = new Report(query, range, null);
    const rows = await this.reports.rows(report, ['usages'], ['pattern', 'error'], report.buckets);
    const own = rows.filter(({ error }) => fingerprintId(error!) === id);
    const fingerprint = own[0]?.error;
    if (fingerprint === undefined)
      return { id, fingerprint: null, total_usages: 0, usages: [], next_cursor: null };
    const limit = query.limit ?? DEFAULT_USAGES;
    const patternIds = own.map(({ pattern_id }) => pattern_id);
    const { from, to } = range;
    const { filter } = report;
    const question = { from, to, fingerprint, patternIds, filter, after, limit: limit + 1 };
    const found = await this.errorUsages.page(question);
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const hasMore = found.length > limit && last !== undefined;
    return {
      id,
      fingerprint,
      total_usages: sumOf(own, 'usages'),
      usages: page.map(toUsage),
      next_cursor: hasMore ? encodeCursor({ createdAt: last.created_at.getTime(), id: last.id }) : null,
    };
  }
}
