import { Injectable } from '@nestjs/common';
import { AnswerCache } from '../../cache/answer-cache.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { type Cursor, decodeCursor, encodeCursor } from '../../common/cursor.js';
import { displayName } from '../../common/pattern-terms.js';
import { parseRfc3339 } from '../../common/rfc3339.js';
import { unknownCounts } from '../../common/unknown-counts.dto.js';
import { formatTime, type TimeRange } from '../../common/time-range.js';
import { InvalidInputError, UnknownPatternError } from '../../common/tracker-error.js';
import { type HistoryRow, PatternHistoryRepository } from '../../store/usages/pattern-history.repository.js';
import { PatternRepository } from '../../store/patterns/pattern.repository.js';
import { outcomeFilter } from '../query/usage-filter.js';
import { cacheKey } from '../query/cache-key.js';
import { NO_TOTALS, type UsageTotals, UsageTotalsService } from '../usage-stats/usage-totals.service.js';
import type { HistoryQueryDto, HistoryResponse } from './history.dto.js';

const refuse = (field: string, code: string, value: string, allowed: string): InvalidInputError =>
  new InvalidInputError([
    {
      pointer: `/${field}`,
      code,
      allowed,
      message: `${field} is ${JSON.stringify(value)}; it must be ${allowed}.`,
    },
  ]);

const rangeOf = ({ from, to }: HistoryQueryDto): Partial<TimeRange> => {
  const range = { from: from && parseRfc3339(from), to: to && parseRfc3339(to) };
  const isEmpty = typeof range.from === 'number' && typeof range.to === 'number' && range.from >= range.to;
  if (isEmpty) throw refuse('to', 'out_of_range', to!, 'a time after from');
  return {
    ...(typeof range.from === 'number' ? { from: range.from } : {}),
    ...(typeof range.to === 'number' ? { to: range.to } : {}),
  };
};

const cursorOf = ({ cursor }: HistoryQueryDto): Cursor | null => {
  if (cursor === undefined) return null;
  const decoded = decodeCursor(cursor);
  if (!decoded) throw refuse('cursor', 'invalid_cursor', cursor, 'the next_cursor of a page');
  return decoded;
};

const toItem = ({
  id,
  created_at,
  issues,
  context,
  ...row
}: HistoryRow): HistoryResponse['feedback_history'][0] => ({
  feedback_id: id,
  ...row,
  issues: issues ?? [],
  context: context ?? {},
  created_at: formatTime(created_at.getTime()),
});

const toSummary = (totals: UsageTotals, withUnknown: boolean): HistoryResponse['summary'] => ({
  total_feedback: totals.usages + totals.unknowns,
  ...unknownCounts(withUnknown, totals.usages, totals.unknowns),
  success_count: totals.successes,
  failure_count: totals.usages - totals.successes,
  success_rate: totals.successRate,
  avg_quality_score: totals.averageQuality,
  avg_execution_time_ms: totals.averageExecutionMs,
  date_range: {
    earliest: totals.firstUsed === null ? null : formatTime(totals.firstUsed),
    latest: totals.lastUsed === null ? null : formatTime(totals.lastUsed),
  },
});

/** The single usages of a pattern. */
@Injectable()
export class HistoryService {
  constructor(
    private readonly history: PatternHistoryRepository,
    private readonly patterns: PatternRepository,
    private readonly totals: UsageTotalsService,
    private readonly cache: AnswerCache,
  ) {}

  /** @throws UnknownPatternError, InvalidInputError */
  ofPattern(patternId: string, query: HistoryQueryDto): Promise<JsonAnswer<HistoryResponse>> {
    return this.cache.getOrLoadJson({ key: cacheKey(`history ${patternId}`, query) }, () =>
      this.read(patternId, query),
    );
  }

  private async read(patternId: string, query: HistoryQueryDto): Promise<HistoryResponse> {
    const range = rangeOf(query);
    const after = cursorOf(query);
    const known = await this.patterns.find(patternId);
    if (!known) throw new UnknownPatternError(patternId);
    const limit = query.limit ?? 100;
    const { from = -Infinity, to = Infinity } = range;
    const chosen = outcomeFilter(query);
    const withUnknown = chosen.unknown !== undefined;
    const rows = await this.history.page({ patternId, from, to, ...chosen, after, limit: limit + 1 });
    const totals = await this.totals.ofPatterns([patternId], range, withUnknown ? 'too' : undefined);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      pattern_id: patternId,
      pattern_name: displayName(patternId, known.name),
      feedback_history: page.map(toItem),
      summary: toSummary(totals.get(patternId) ?? NO_TOTALS, withUnknown),
      next_cursor:
        rows.length > limit && last
          ? encodeCursor({ createdAt: last.created_at.getTime(), id: last.id })
          : null,
    };
  }
}
