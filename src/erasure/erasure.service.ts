import { Inject, Injectable } from '@nestjs/common';
import { CoUsageService } from '../analytics/index.js';
import { AnswerCache } from '../cache/answer-cache.js';
import { ChangeFeed } from '../cache/change-feed.js';
import { ProblemError } from '../common/problem/problem.js';
import { AFTER_ALL_USAGES } from '../common/time-range.js';
import { UnknownPatternError } from '../common/tracker-error.js';
import type { TrackerConfig } from '../config/config.js';
import { TRACKER_CONFIG } from '../config/tracker-config.token.js';
import { ErasureRepository } from '../store/usages/erasure.repository.js';
import { PatternRepository } from '../store/patterns/pattern.repository.js';
import { UsageReadRepository } from '../store/usages/usage-read.repository.js';

/** Erases usages for good. */
@Injectable()
export class ErasureService {
  constructor(
    @Inject(TRACKER_CONFIG) private readonly config: TrackerConfig,
    private readonly erasure: ErasureRepository,
    private readonly patterns: PatternRepository,
    private readonly usages: UsageReadRepository,
    private readonly coUsage: CoUsageService,
    private readonly cache: AnswerCache,
    private readonly changes: ChangeFeed,
  ) {}

  /**
   * Erases all usages of a pattern from the usages and the rollups; no answer counts them any more.
   * @param isForgotten whether what is known of the pattern itself goes as well.
   * @returns how many usages were erased; 0 where they were before.
   * @throws UnknownPatternError where there never was such a pattern, or it is forgotten already;
   * ProblemError where it is not allowed; StoreUnavailableError, after which a part may be erased.
   */
  async erasePattern(patternId: string, isForgotten: boolean): Promise<number> {
    this.checkAllowed();
    const known = await this.patterns.find(patternId);
    try {
      const { deleted, wasFound } = await this.erasure.erasePattern(patternId);
      if (!known && !wasFound) throw new UnknownPatternError(patternId);
      await this.coUsage.forgetPattern(patternId);
      if (isForgotten) await this.patterns.remove(patternId);
      else await this.moveFirstSeen([patternId]);
      return deleted;
    } finally {
      await this.tell([patternId]);
    }
  }

  /**
   * Erases all usages under a correlation.
   * @returns how many there were.
   * @throws as above.
   */
  async eraseCorrelation(correlationId: string): Promise<number> {
    this.checkAllowed();
    try {
      const { deleted, patternIds } = await this.erasure.eraseCorrelation(correlationId);
      await this.coUsage.refresh();
      await this.moveFirstSeen(patternIds);
      return deleted;
    } finally {
      await this.tell([]);
    }
  }

  /** @param patternIds may have lost their names. */
  private async tell(patternIds: readonly string[]): Promise<void> {
    await this.cache.invalidate();
    // Several transactions; the store is read again after them, so none need be named.
    this.changes.publish({ transaction: 0, described: patternIds, hasErased: true });
  }

  private checkAllowed(): void {
    if (this.config.isErasureAllowed) return;
    throw new ProblemError('erasure-not-allowed', 'This server erases nothing (ALLOW_ERASURE is false).');
  }

  /** A pattern was first used when the first of its usages that are left was. */
  private async moveFirstSeen(patternIds: readonly string[]): Promise<void> {
    if (patternIds.length === 0) return;
    const left = await this.usages.aggregate({
      slices: [{ from: -Infinity, to: AFTER_ALL_USAGES }],
      measures: ['first_used'],
      filter: { patternIds, unknown: 'too' },
    });
    const firstUsed = new Map(left.map((row) => [row.pattern_id, row.first_used]));
    for (const id of patternIds) await this.patterns.moveFirstSeen(id, firstUsed.get(id) ?? null);
  }
}
