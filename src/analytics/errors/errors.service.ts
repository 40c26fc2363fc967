import { Injectable } from '@nestjs/common';
import { AnswerCache } from '../../cache/answer-cache.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { type Cursor, decodeCursor, encodeCursor } from '../../common/cursor.js';
import { displayName } from '../../common/pattern-terms.js';
import { formatTime } from '../../common/time-range.js';
import { InvalidInputError } from '../../common/tracker-error.js';
import { ErrorUsageRepository, type ErrorUsageRow } from '../../store/repositories/error-usage.repository.js';
import { UsageReadRepository } from '../../store/repositories/usage-read.repository.js';
import type { UsageAnswer } from '../../store/usage-rows.js';
import { groupBy, groupInTurns } from '../group-by.js';
import { comparePeriods } from '../period-comparison.dto.js';
import { boundedAggregate } from '../request/bounded-aggregate.js';
import { RequestTime } from '../request/request-time.js';
import { saidBuckets } from '../request/said-buckets.js';
import { shownPlaces } from '../request/shown-places.js';
import { checkPoints } from '../request/too-many-points.js';
import {
  type AskedBuckets,
  type AskedRange,
  askedBuckets,
  askedFilter,
  askedRange,
  isPartial,
  keptQuestion,
  usualGranularity,
} from '../request/usage-request.js';
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
const MOST_PATTERNS_SHOWN = 20;

/** The first slice is the period before, the others are the range: its buckets, or all of it. */
const isBefore = ({ slice }: Row): boolean => slice === 0;
const isNow = ({ slice }: Row): boolean => slice > 0;

const countOf = (rows: readonly Row[], isMeant: (row: Row) => boolean): number =>
  sumOf(rows.filter(isMeant), 'usages');

/** What is said of errors whether of all patterns or of one. */
const countsOf = (rows: readonly Row[]): Omit<ErrorPattern, 'pattern_id' | 'pattern_name'> => {
  const seen = rows.filter(isNow);
  const [count, previous_count] = [sumOf(seen, 'usages'), countOf(rows, isBefore)];
  return {
    count,
    previous_count,
    trend: usageTrend(previous_count, count),
    first_seen: formatTime(seen.reduce((least, row) => Math.min(least, row.first_used!), Infinity)),
    last_seen: formatTime(seen.reduce((most, row) => Math.max(most, row.last_used!), -Infinity)),
  };
};

/** Errors by bucket; with `fills` every bucket that has begun. */
const pointsOf = (
  rows: readonly Row[],
  { buckets }: AskedBuckets,
  range: AskedRange,
  fills: boolean,
): ErrorPoint[] => {
  const counts = new Map<number, number>();
  for (const { slice, usages } of rows.filter(isNow))
    counts.set(slice - 1, (counts.get(slice - 1) ?? 0) + usages!);
  return shownPlaces(counts, buckets, range, fills).map((place): ErrorPoint => {
    const bucket = buckets[place]!;
    const point = { timestamp: formatTime(bucket.start), count: counts.get(place) ?? 0 };
    return isPartial(bucket, range) ? { ...point, partial: true } : point;
  });
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
    private readonly usages: UsageReadRepository,
    private readonly errorUsages: ErrorUsageRepository,
    private readonly time: RequestTime,
    private readonly cache: AnswerCache,
  ) {}

  /** @throws InvalidInputError, StoreUnavailableError */
  async kinds(query: ErrorsQueryDto): Promise<JsonAnswer<ErrorsResponse>> {
    const range = askedRange(query, '7d', this.time.read());
    return this.cache.getOrLoadJson(keptQuestion('errors', query, range, true), () => this.readKinds(query));
  }

  /** @throws InvalidInputError, StoreUnavailableError */
  async usagesOf(id: string, query: ErrorUsagesQueryDto): Promise<JsonAnswer<ErrorUsagesResponse>> {
    const range = askedRange(query, '7d', this.time.read());
    return this.cache.getOrLoadJson(keptQuestion(`error ${id}`, query, range, false), () =>
      this.readUsages(id, query),
    );
  }

  private async readKinds(query: ErrorsQueryDto): Promise<ErrorsResponse> {
    const range = askedRange(query, '7d', this.time.read());
    const filter = askedFilter(query);
    const { fill: fills = false } = query;
    const width = query.granularity ?? (fills ? usualGranularity(range) : undefined);
    const asked = width && askedBuckets(query, range, width);
    const rows = await boundedAggregate(this.usages, {
      slices: [range.previous, ...(asked?.buckets ?? [range])],
      measures: MEASURES,
      keys: ['pattern', 'error'],
      filter,
    });
    const kinds = [...(await groupInTurns(rows, ({ error }) => error!))]
      .map(([fingerprint, own]) => ({ fingerprint, own, count: countOf(own, isNow) }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count || (a.fingerprint < b.fingerprint ? -1 : 1));
    const shown = kinds.slice(0, query.limit ?? DEFAULT_KINDS);
    if (asked && fills) checkPoints((shown.length + 2) * asked.buckets.length);
    const seriesOf = (own: readonly Row[]): { data?: ErrorPoint[] } =>
      asked ? { data: pointsOf(own, asked, range, fills) } : {};
    const sights = shown.map(({ fingerprint, own }) => {
      const latest = own.reduce((a, b) => (isNow(b) && b.last_used! > a.last_used! ? b : a));
      return { fingerprint, patternId: latest.pattern_id, at: latest.last_used! };
    });
    const samples = await this.errorUsages.samples(sights, filter);
    const [total_errors, previous_total_errors] = [countOf(rows, isNow), countOf(rows, isBefore)];
    const beyond = kinds.slice(shown.length);
    return {
      errors: shown.map(({ fingerprint, own, count }): ErrorKind => {
        const byPattern = [...groupBy(own, (row) => row.pattern_id)]
          .filter(([, ofPattern]) => countOf(ofPattern, isNow) > 0)
          .map(([pattern_id, ofPattern]) => ({
            pattern_id,
            pattern_name: displayName(pattern_id, ofPattern[0]!.name),
            ...countsOf(ofPattern),
          }))
          .sort((a, b) => b.count - a.count || (a.pattern_id < b.pattern_id ? -1 : 1));
        const sample = samples.get(fingerprint);
        return {
          id: fingerprintId(fingerprint),
          fingerprint,
          share: count / total_errors,
          ...countsOf(own),
          patterns: byPattern.slice(0, MOST_PATTERNS_SHOWN),
          total_patterns: Math.min(byPattern.length, MOST_PATTERNS_SHOWN),
          total_matching: byPattern.length,
          ...seriesOf(own),
          sample: sample ? toUsage(sample) : null,
        };
      }),
      total_kinds: kinds.length,
      total_errors,
      previous_total_errors,
      other: {
        kinds: beyond.length,
        count: beyond.reduce((total, { count }) => total + count, 0),
        ...seriesOf(beyond.flatMap(({ own }) => own)),
      },
      ...seriesOf(rows),
      ...(query.compare === undefined
        ? {}
        : { comparison: comparePeriods(range, total_errors, previous_total_errors) }),
      time_range: range.name ?? 'custom',
      from: formatTime(range.from),
      to: formatTime(range.to),
      ...(asked ? saidBuckets(range, asked) : {}),
    };
  }

  private async readUsages(id: string, query: ErrorUsagesQueryDto): Promise<ErrorUsagesResponse> {
    const range = askedRange(query, '7d', this.time.read());
    const filter = askedFilter(query);
    const after = cursorOf(query.cursor);
    const rows = await boundedAggregate(this.usages, {
      slices: [range],
      measures: ['usages'],
      keys: ['pattern', 'error'],
      filter,
    });
    const own = rows.filter(({ error }) => fingerprintId(error!) === id);
    const fingerprint = own[0]?.error;
    if (fingerprint === undefined)
      return { id, fingerprint: null, total_usages: 0, usages: [], next_cursor: null };
    const limit = query.limit ?? DEFAULT_USAGES;
    const patternIds = own.map(({ pattern_id }) => pattern_id);
    const { from, to } = range;
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
