import { Injectable } from '@nestjs/common';
import {
  type ActorCounts,
  ActorCountsService,
  ALL_HISTORY,
  cacheKey,
  groupBy,
} from '../../analytics/index.js';
import { AnswerCache } from '../../cache/answer-cache.js';
import { JsonAnswer } from '../../cache/json-answer.js';
import { displayName, displayType } from '../../common/pattern-terms.js';
import { formatTime } from '../../common/time-range.js';
import { DroppedDetailError } from '../../common/tracker-error.js';
import {
  PatternStateRepository,
  type RetirablePattern,
} from '../../store/patterns/pattern-state.repository.js';
import { UsageReadRepository } from '../../store/usages/usage-read.repository.js';
import { LastUsagesService } from './last-usages.service.js';
import {
  daysBefore,
  daysUnused,
  partsOf,
  type Retirement,
  retirementReason,
  retirements,
} from './retirement.js';
import type { ToRetireQueryDto, ToRetireResponse } from './to-retire.dto.js';
import { unusedMs } from './unused-for.js';

const DEFAULT_UNUSED = '30d';

const timeOf = (ms: number | null | undefined): string | null => (ms == null ? null : formatTime(ms));

const toReplacement = ({
  pattern,
  replacementUse,
}: Retirement): ToRetireResponse['patterns'][0]['replaced_by'] =>
  pattern.replacedBy === null
    ? null
    : {
        pattern_id: pattern.replacedBy,
        pattern_name: displayName(pattern.replacedBy, pattern.replacementName),
        state: pattern.replacementState!,
        usages: replacementUse?.usages ?? 0,
        last_used: timeOf(replacementUse?.lastUsed),
      };

/** @param before its usages in the days up to its last use; null where nobody knows. */
const toLine = (
  retirement: Retirement,
  before: number | null,
  by: Readonly<ActorCounts>,
  now: number,
): ToRetireResponse['patterns'][0] => {
  const { pattern, use, isUnused, isReplaced } = retirement;
  return {
    pattern_id: pattern.id,
    pattern_name: displayName(pattern.id, pattern.name),
    pattern_type: displayType(pattern.type),
    state: pattern.state,
    state_since: timeOf(pattern.stateSince),
    unused: isUnused,
    replaced: isReplaced,
    last_used: timeOf(use?.lastUsed),
    registered_at: formatTime(pattern.registeredAt),
    days_unused: daysUnused(retirement, now),
    usages_before: before,
    usages: use?.usages ?? 0,
    ...by,
    replaced_by: toReplacement(retirement),
    reason: retirementReason(retirement, before, by, now),
  };
};

/** Tells which patterns may be retired, and why. */
@Injectable()
export class ToRetireService {
  constructor(
    private readonly states: PatternStateRepository,
    private readonly lastUsages: LastUsagesService,
    private readonly usages: UsageReadRepository,
    private readonly actors: ActorCountsService,
    private readonly cache: AnswerCache,
  ) {}

  /** @throws StoreUnavailableError, TooManyQuestionsError */
  async page(query: ToRetireQueryDto): Promise<JsonAnswer<ToRetireResponse>> {
    const { unused_for = DEFAULT_UNUSED, limit = 50, offset = 0 } = query;
    const { now, lastUsages } = await this.lastUsages.all();
    const found = retirements(await this.patterns(query), lastUsages, now - unusedMs(unused_for));
    const shown = found.slice(offset, offset + limit);
    const before = await this.usagesBefore(shown);
    const actors = await this.actorsOf(shown);
    return JsonAnswer.of({
      patterns: shown.map((retirement) =>
        toLine(retirement, before(retirement), actors[retirement.pattern.id]!, now),
      ),
      total: found.length,
      limit,
      offset,
      unused_for,
      as_of: formatTime(now),
    });
  }

  private async patterns({ pattern_type, node_type }: ToRetireQueryDto): Promise<RetirablePattern[]> {
    const all = await this.cache.getOrLoad({ key: 'retirable' }, () => this.states.retirable());
    return all.filter(
      ({ type, nodeType }) =>
        (pattern_type === undefined || displayType(type) === pattern_type) &&
        (node_type === undefined || nodeType === node_type.toLowerCase()),
    );
  }

  /** Who used each, by all usages that are kept. */
  private async actorsOf(shown: readonly Retirement[]): Promise<Record<string, Readonly<ActorCounts>>> {
    const patternIds = shown.map(({ pattern }) => pattern.id).sort();
    if (patternIds.length === 0) return {};
    return this.cache.getOrLoad({ key: cacheKey('actors-ever', { patternIds }) }, async () => {
      const counted = await this.actors.of({
        slices: [ALL_HISTORY],
        key: 'pattern',
        filter: { patternIds, unknown: 'too' },
        since: Infinity,
      });
      return Object.fromEntries(patternIds.map((id) => [id, counted(0, id)]));
    });
  }

  /** Counts the usages of each in the days up to its last use. */
  private async usagesBefore(
    shown: readonly Retirement[],
  ): Promise<(retirement: Retirement) => number | null> {
    const used = shown.flatMap(({ pattern, use }) =>
      use ? [{ id: pattern.id, range: daysBefore(use.lastUsed) }] : [],
    );
    if (used.length === 0) return () => 0;
    const slices = partsOf(used.map(({ range }) => range));
    const patternIds = used.map(({ id }) => id).sort();
    const key = cacheKey('usages-before', { slices, patternIds });
    const rows = await this.cache
      .getOrLoad({ key }, () =>
        this.usages.aggregate({ slices, measures: ['usages'], filter: { patternIds, unknown: 'too' } }),
      )
      .catch((error: unknown) => {
        if (error instanceof DroppedDetailError) return undefined;
        throw error;
      });
    if (!rows) return ({ use }) => (use ? null : 0);
    const byPattern = groupBy(rows, ({ pattern_id }) => pattern_id);
    return ({ pattern, use }) => {
      if (!use) return 0;
      const { from, to } = daysBefore(use.lastUsed);
      const own = (byPattern.get(pattern.id) ?? []).filter(
        ({ slice }) => slices[slice]!.from >= from && slices[slice]!.to <= to,
      );
      return own.reduce((sum, { usages, unknowns = 0 }) => sum + usages! + unknowns, 0);
    };
  }
}
