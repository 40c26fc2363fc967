import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { AnswerCache } from '../cache/answer-cache.js';
import { ChangeFeed } from '../cache/change-feed.js';
import { JsonAnswer } from '../cache/json-answer.js';
import { Clock } from '../common/clock.js';
import { patternIdOf } from '../common/pattern-id.js';
import type { PatternName } from '../common/pattern-identity.dto.js';
import { displayName } from '../common/pattern-terms.js';
import { isAsExpected } from '../common/precondition.js';
import { changedMeanwhile } from '../common/problem/changed-meanwhile.js';
import { AFTER_ALL_USAGES, ALL_TIMES, formatTime } from '../common/time-range.js';
import { DroppedDetailError, InvalidInputError, UnknownPatternError } from '../common/tracker-error.js';
import { shortJson } from '../common/validation/short-json.js';
import type { PatternEntity } from '../store/patterns/pattern.entity.js';
import { PatternRepository } from '../store/patterns/pattern.repository.js';
import {
  PatternStateRepository,
  type StateChange,
  type StateRefusal,
} from '../store/patterns/pattern-state.repository.js';
import { RetiredPatterns } from '../store/patterns/retired-patterns.js';
import { ceilToBucket } from '../store/rollups/rollup-level.js';
import { UsageReadRepository } from '../store/usages/usage-read.repository.js';
import {
  type LifeCycleResponse,
  MAX_CHANGES,
  type PatternStateDto,
  type StateChangeDto,
  type UsedSinceRetired,
} from './life-cycle.dto.js';
import type { PatternResponse } from './pattern.dto.js';
import { toResponse } from './to-response.js';

/** Only these have something to be used instead. */
const LEAVING: readonly string[] = ['deprecated', 'retired'];

const refuseReplacement = (given: string, code: string, allowed: string): InvalidInputError =>
  new InvalidInputError([
    {
      pointer: '/replaced_by',
      code,
      allowed,
      message: `replaced_by is ${shortJson(given, 80)}; it must be ${allowed}.`,
    },
  ]);

const toName = (id: string | null, name: string | null): PatternName | null =>
  id === null ? null : { pattern_id: id, pattern_name: displayName(id, name) };

const toChange = ({ at, replaced_by, replacement_name, ...change }: StateChange): StateChangeDto => ({
  at: formatTime(at),
  ...change,
  replaced_by: toName(replaced_by, replacement_name),
});

/** Where patterns are in their lives. */
@Injectable()
export class LifeCycleService {
  constructor(
    private readonly patterns: PatternRepository,
    private readonly states: PatternStateRepository,
    private readonly retired: RetiredPatterns,
    private readonly usages: UsageReadRepository,
    private readonly cache: AnswerCache,
    private readonly changes: ChangeFeed,
    private readonly clock: Clock,
  ) {}

  /** @throws UnknownPatternError, StoreUnavailableError */
  get(id: string): Promise<JsonAnswer<LifeCycleResponse>> {
    return this.cache.getOrLoadJson({ key: `life-cycle ${id}` }, () => this.load(id));
  }

  /**
   * Says where a pattern is in its life.
   * @param headers what the request expects of the pattern (If-Match, If-None-Match).
   * @throws InvalidInputError where the replacement will not do; UnknownPatternError; ProblemError where the
   * pattern is not as expected; StoreUnavailableError.
   */
  async change(id: string, dto: PatternStateDto, headers: IncomingHttpHeaders): Promise<PatternResponse> {
    const { state, replaced_by: replacement } = dto;
    if (replacement != null && !LEAVING.includes(state))
      throw refuseReplacement(replacement, 'not_allowed', `left out of a pattern that is ${state}`);
    const wish = {
      state,
      replacedBy: replacement == null ? null : patternIdOf(replacement),
      keep: dto.keep ?? undefined,
      by: dto.by ?? null,
      reason: dto.reason ?? null,
      at: this.clock.now(),
    };
    const changed = await this.states.change(id, wish, (known) =>
      isAsExpected(headers, JsonAnswer.of(toResponse(known)).hash),
    );
    if (typeof changed === 'string') throw this.refusal(changed, id, replacement ?? '');
    await this.cache.invalidate(ALL_TIMES);
    await this.retired.load();
    this.changes.publish({ transaction: changed, described: [id] });
    return toResponse(await this.find(id));
  }

  private refusal(why: StateRefusal, id: string, replacement: string): Error {
    if (why === 'unknown-pattern') return new UnknownPatternError(id);
    if (why === 'changed-meanwhile') return changedMeanwhile();
    return why === 'circle'
      ? refuseReplacement(replacement, 'not_allowed', 'a pattern that is not replaced by this one itself')
      : refuseReplacement(replacement, 'unknown_pattern', 'a pattern that was used or described');
  }

  private async find(id: string): Promise<PatternEntity> {
    const pattern = await this.patterns.find(id);
    if (!pattern) throw new UnknownPatternError(id);
    return pattern;
  }

  private async load(id: string): Promise<LifeCycleResponse> {
    const pattern = await this.find(id);
    const { replacedBy, state, stateSince, keep } = pattern;
    const names = replacedBy === null ? undefined : await this.patterns.namesOf([replacedBy]);
    return {
      pattern_id: id,
      pattern_name: displayName(id, pattern.name),
      state,
      state_since: stateSince && formatTime(stateSince.getTime()),
      replaced_by: toName(replacedBy, names?.get(replacedBy!) ?? null),
      keep,
      used_since_retired:
        state === 'retired' && stateSince ? await this.usedSince(id, stateSince.getTime()) : null,
      changes: (await this.states.changes(id, MAX_CHANGES)).map(toChange),
    };
  }

  private usedSince(id: string, from: number): Promise<UsedSinceRetired> {
    const count = async (since: number): Promise<UsedSinceRetired> => {
      const [row] = await this.usages.aggregate({
        slices: [{ from: since, to: AFTER_ALL_USAGES }],
        measures: ['usages', 'last_used'],
        filter: { patternIds: [id], unknown: 'too' },
      });
      const last_used = row ? formatTime(row.last_used!) : null;
      return { from: formatTime(since), usages: row ? row.usages! + (row.unknowns ?? 0) : 0, last_used };
    };
    return count(from).catch((error: unknown) => {
      if (error instanceof DroppedDetailError) return count(ceilToBucket(from, 'week'));
      throw error;
    });
  }
}
