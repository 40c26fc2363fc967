import { Injectable } from '@nestjs/common';
import { AnswerCache } from '../../cache/answer-cache.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { formatTime, type TimeRange, type TimeRangeName } from '../../common/time-range.js';
import { UsageReadRepository } from '../../store/usages/usage-read.repository.js';
import type { MeasureName } from '../../store/rollups/usage-measures.js';
import type { UsageKey } from '../../store/usages/usage-question.js';
import type { UsageAnswer } from '../../store/usages/usage-rows.js';
import { cacheKey } from '../query/cache-key.js';
import { RequestClock } from '../query/request-clock.js';
import { ALL_HISTORY, type ResolvedRange, resolveHistory, resolveRange } from '../query/resolve-range.js';
import type { SeriesQueryDto, TimeRangeQueryDto, ZonedRangeQueryDto } from '../query/usage-query.dto.js';
import { type Periods, splitPeriods } from './periods.js';
import { withinLimit } from './point-limit.js';
import type { Report } from './report.js';

/** What questions over time have in common: their range, the answer that is kept, and how rows are read. */
@Injectable()
export class ReportService {
  constructor(
    private readonly usages: UsageReadRepository,
    private readonly clock: RequestClock,
    private readonly cache: AnswerCache,
  ) {}

  /** @throws InvalidInputError */
  rangeOf(query: ZonedRangeQueryDto, fallback: TimeRangeName): ResolvedRange {
    return resolveRange(query, fallback, this.clock.read());
  }

  /**
   * The answer to a question about a range. One up to now is resolved anew whenever it is computed.
   * @param fallback the range where the query names none.
   * @param looksBack whether the answer depends on the period before too, or on all that ever was.
   * @throws InvalidInputError, StoreUnavailableError
   */
  async answer<T>(
    name: string,
    query: Pick<SeriesQueryDto, keyof ZonedRangeQueryDto | 'compare'>,
    fallback: TimeRangeName,
    compute: (range: ResolvedRange) => Promise<T>,
    looksBack: boolean | 'ever' = query.compare !== undefined,
  ): Promise<JsonAnswer<T>> {
    const { from, to, previous } = this.rangeOf(query, fallback);
    const range = { from: looksBack === 'ever' ? 0 : looksBack ? previous.from : from, to };
    return this.cache.getOrLoadJson({ key: cacheKey(name, query), range }, async () =>
      compute(this.rangeOf(query, fallback)),
    );
  }

  /**
   * The same about all history, or about a range where the query names one.
   * @param compute is given the range, and its ends to stand beside the answer.
   */
  async answerOfHistory<T>(
    name: string,
    query: TimeRangeQueryDto,
    compute: (range: TimeRange, ends: { from?: string; to?: string }) => Promise<T>,
  ): Promise<JsonAnswer<T>> {
    const question = { key: cacheKey(name, query), range: resolveHistory(query, this.clock.read()) };
    return this.cache.getOrLoadJson(question, async () => {
      const range = resolveHistory(query, this.clock.read());
      const { from, to } = range;
      return compute(range, range === ALL_HISTORY ? {} : { from: formatTime(from), to: formatTime(to) });
    });
  }

  /**
   * Rows of the report's buckets and of the period before.
   * @param before the slices of the period before.
   * @throws InvalidInputError where there are too many, StoreUnavailableError
   */
  async read<M extends MeasureName>(
    report: Report,
    measures: readonly M[],
    keys: readonly UsageKey[],
    before: readonly TimeRange[] = report.before,
  ): Promise<Periods<UsageAnswer<M>>> {
    return splitPeriods(
      await this.rows(report, measures, keys, [...before, ...report.buckets]),
      before.length,
    );
  }

  /** Rows of these slices alone. */
  rows<M extends MeasureName>(
    { filter, grouping: { dimension } }: Report,
    measures: readonly M[],
    keys: readonly UsageKey[],
    slices: readonly TimeRange[],
  ): Promise<UsageAnswer<M>[]> {
    return withinLimit((limit) =>
      this.usages.aggregate({ slices, measures, keys, dimension, filter, ...limit }),
    );
  }
}
