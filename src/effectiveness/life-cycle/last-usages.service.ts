import { Injectable } from '@nestjs/common';
import { ALL_HISTORY, RequestClock } from '../../analytics/index.js';
import { AnswerCache } from '../../cache/answer-cache.js';
import { UsageReadRepository } from '../../store/usages/usage-read.repository.js';

/** All usages of a pattern there ever were, whatever came of them. */
export interface LastUsage {
  /** Milliseconds. */
  readonly lastUsed: number;
  readonly usages: number;
}

export interface LastUsages {
  /** When it was read, milliseconds. */
  readonly now: number;
  /** By pattern; those that were never used are not in it. */
  readonly lastUsages: Readonly<Record<string, LastUsage>>;
}

/** When patterns were last used, whenever that was. */
@Injectable()
export class LastUsagesService {
  constructor(
    private readonly usages: UsageReadRepository,
    private readonly cache: AnswerCache,
    private readonly clock: RequestClock,
  ) {}

  /** @throws StoreUnavailableError, TooManyQuestionsError */
  all(): Promise<LastUsages> {
    return this.cache.getOrLoad({ key: 'last-usages' }, async () => {
      const { now } = this.clock.read();
      const rows = await this.usages.aggregate({
        slices: [ALL_HISTORY],
        measures: ['usages', 'last_used'],
        filter: { unknown: 'too' },
      });
      const lastUsages = rows.map(
        ({ pattern_id, usages, unknowns = 0, last_used }) =>
          [pattern_id, { lastUsed: last_used!, usages: usages! + unknowns }] as const,
      );
      return { now, lastUsages: Object.fromEntries(lastUsages) };
    });
  }
}
