import type { AnswerCache, Touched } from '../cache/answer-cache.js';
import type { Change, RecordedChange } from '../cache/change.js';
import type { ChangeFeed } from '../cache/change-feed.js';
import { ALL_TIMES } from '../common/time-range.js';
import type { Usage, Written } from '../common/usage.js';
import type { CallRepository, CallUsage } from '../store/calls/call.repository.js';
import type { UsageWriteRepository } from '../store/usages/usage-write.repository.js';

const toRecorded = ({ patternId, createdAt, outcome, qualityScore, pattern }: Usage): RecordedChange => ({
  patternId,
  createdAt,
  outcome,
  quality: qualityScore,
  name: pattern.name,
});

const isOfCall = (usage: Usage): usage is CallUsage => usage.call !== undefined;

/** Writes a group of usages and tells of it. */
export class UsageWriter {
  constructor(
    private readonly usages: UsageWriteRepository,
    private readonly calls: CallRepository,
    private readonly cache: AnswerCache,
    private readonly changes: ChangeFeed,
  ) {}

  /** Those that tell of calls are a transaction of their own. */
  async write(group: readonly Usage[]): Promise<Written[]> {
    const records = group.filter(isOfCall);
    if (records.length === 0) return this.writePlain(group);
    const plain = group.filter((usage) => !isOfCall(usage));
    const writtenPlain = plain.length > 0 ? await this.writePlain(plain) : [];
    const writtenCalls = await this.writeCalls(records);
    return group.map((usage) => (isOfCall(usage) ? writtenCalls.shift()! : writtenPlain.shift()!));
  }

  private async writePlain(group: readonly Usage[]): Promise<Written[]> {
    let touched: Touched = group;
    const stored: Change[] = [];
    const fresh = await this.usages.record(group, {
      onDescribed: () => (touched = ALL_TIMES),
      onStored: (news, transaction) => {
        if (this.changes.isHeard) stored.push({ transaction, recorded: news.map(toRecorded) });
      },
    });
    // Repetitions too: the answer to their first storing may have been lost.
    await this.cache.invalidate(touched);
    for (const change of stored) this.changes.publish(change);
    return fresh.map((isFresh) => (isFresh ? 'stored' : 'duplicate'));
  }

  private async writeCalls(records: readonly CallUsage[]): Promise<Written[]> {
    const paired = await this.calls.record(records);
    const { written, transaction, added, amended, erased, isDescribed } = paired;
    await this.cache.invalidate(isDescribed ? ALL_TIMES : [...records, ...added, ...amended, ...erased]);
    const hasChanged = added.length + amended.length + erased.length > 0;
    if (hasChanged && this.changes.isHeard) {
      const recorded = added.map(toRecorded);
      this.changes.publish({ transaction, recorded, amended, hasErased: erased.length > 0 });
    }
    return [...written];
  }
}
