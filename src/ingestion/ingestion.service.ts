import { Inject, Injectable } from '@nestjs/common';
import { AnswerCache } from '../cache/answer-cache.js';
import { Clock } from '../common/clock.js';
import { formatTime } from '../common/time-range.js';
import { InvalidInputError, type Violation } from '../common/tracker-error.js';
import type { Usage } from '../common/usage.js';
import type { TrackerConfig } from '../config/config.js';
import { TRACKER_CONFIG } from '../config/tracker-config.token.js';
import { UsageWriteRepository } from '../store/repositories/usage-write.repository.js';
import { parseUsage } from './parse-usage.js';

/** A usage that is durable. */
export interface RecordedUsage {
  readonly id: string;
  readonly pattern_id: string;
  /** RFC 3339, UTC */
  readonly created_at: string;
  /** Whether it had been stored before; it is counted once. */
  readonly duplicate: boolean;
}

/** What became of one item of a batch. */
export interface BatchItem {
  readonly index: number;
  /** As sent or made; null where it was refused without a usable one. */
  readonly id: string | null;
  readonly status: 'stored' | 'duplicate' | 'rejected';
}

export interface BatchError extends Violation {
  readonly index: number;
  readonly id: string | null;
}

/** Faults named in one report, at the most; `rejected` counts all refused items. */
const MOST_ERRORS = 1000;

/** What became of a batch; `errors` names the faults of the refused items, the first 1,000. */
export interface BatchReport {
  readonly received: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly results: readonly BatchItem[];
  readonly errors: readonly BatchError[];
}

const idOf = (input: unknown): string | null => {
  const id = (input as { id?: unknown } | null)?.id;
  return typeof id === 'string' ? id.slice(0, 64) : null;
};

/** The one write path behind every way in. */
@Injectable()
export class IngestionService {
  constructor(
    @Inject(TRACKER_CONFIG) private readonly config: TrackerConfig,
    private readonly usages: UsageWriteRepository,
    private readonly clock: Clock,
    private readonly cache: AnswerCache,
  ) {}

  /**
   * Stores one usage; resolves once it is committed.
   * @throws InvalidInputError where it is wrong, StoreUnavailableError where it may not be stored.
   */
  async record(input: unknown): Promise<RecordedUsage> {
    const { usage, violations } = parseUsage(input, this.clock.now(), this.config.ingestion);
    if (violations) throw new InvalidInputError(violations);
    const [fresh] = await this.store([usage]);
    return {
      id: usage.id,
      pattern_id: usage.patternId,
      created_at: formatTime(usage.createdAt),
      duplicate: !fresh,
    };
  }

  /**
   * Stores what is right of a batch in one transaction and says of each item what became of it.
   * @throws StoreUnavailableError where none may be stored.
   */
  async recordBatch(inputs: readonly unknown[]): Promise<BatchReport> {
    const now = this.clock.now();
    const parsed = inputs.map((input) => parseUsage(input, now, this.config.ingestion));
    const accepted = parsed.flatMap(({ usage }): Usage[] => (usage ? [usage] : []));
    const fresh = (await this.store(accepted)).values();
    const results = parsed.map(({ usage }, index): BatchItem => {
      if (!usage) return { index, id: idOf(inputs[index]), status: 'rejected' };
      return { index, id: usage.id, status: fresh.next().value === true ? 'stored' : 'duplicate' };
    });
    const count = (status: BatchItem['status']): number =>
      results.filter((result) => result.status === status).length;
    return {
      received: inputs.length,
      stored: count('stored'),
      duplicates: count('duplicate'),
      rejected: count('rejected'),
      results,
      errors: parsed
        .flatMap(({ violations = [] }, index) =>
          violations.map((violation) => ({ index, id: idOf(inputs[index]), ...violation })),
        )
        .slice(0, MOST_ERRORS),
    };
  }

  /** Stores usages; the next answer has what was new of them. */
  private async store(usages: readonly Usage[]): Promise<boolean[]> {
    const fresh = await this.usages.record(usages);
    if (fresh.includes(true)) await this.cache.invalidate();
    return fresh;
  }
}
