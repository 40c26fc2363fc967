import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { IngestionSource } from '../common/ingestion-source.js';
import { formatTime } from '../common/time-range.js';
import { InvalidInputError, type Violation } from '../common/tracker-error.js';
import type { Usage, Written } from '../common/usage.js';
import { RetiredPatterns } from '../store/patterns/retired-patterns.js';
import { SourceCounts, LATE_MS } from './source-counts.js';
import { FaultList } from './fault-list.js';
import { GroupCommit } from './group-commit.js';
import { parseUsage, type ParsedUsage, type UsageParser } from './parse-usage.js';
import { refusalCode } from './refusal.js';
import { USAGE_RULES, type UsageRules } from './usage-rules.js';

/** A usage that is durable. */
export interface RecordedUsage {
  readonly id: string;
  readonly pattern_id: string;
  /** RFC 3339, UTC */
  readonly created_at: string;
  /** Whether it had been stored before; it is counted once. */
  readonly duplicate: boolean;
  /** That the pattern is retired, where it is. */
  readonly notice?: string;
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

/** Items that are checked in one go; in between other requests have their turn. */
const CHECKED_AT_ONCE = 1000;

/** Retired patterns that a batch is told of. */
const MAX_NOTICES = 100;

/** What became of a batch; `errors` names the faults of the first 1,000 refused items. */
export interface BatchReport {
  readonly received: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly results: readonly BatchItem[];
  readonly errors: readonly BatchError[];
  /** Which of its patterns are retired, where any is; a sentence each, of at most 100 of them. */
  readonly notices?: readonly string[];
}

const acceptedOf = (parsed: readonly ParsedUsage[]): Usage[] => {
  const accepted: Usage[] = [];
  for (const { usage } of parsed) if (usage) accepted.push(usage);
  return accepted;
};

/** @param written what became of each accepted usage, in order. */
const reportOn = (parsed: readonly ParsedUsage[], written: readonly Written[]): BatchReport => {
  const results: BatchItem[] = [];
  const faults = new FaultList<BatchError>();
  let stored = 0;
  let duplicates = 0;
  let rejected = 0;
  for (const [index, item] of parsed.entries()) {
    if (item.violations) {
      const { id, violations } = item;
      results.push({ index, id, status: 'rejected' });
      rejected += 1;
      for (const fault of violations) faults.add({ index, id, ...fault });
      continue;
    }
    const isFresh = written[stored + duplicates] !== 'duplicate';
    if (isFresh) stored += 1;
    else duplicates += 1;
    results.push({ index, id: item.usage.id, status: isFresh ? 'stored' : 'duplicate' });
  }
  return { received: parsed.length, stored, duplicates, rejected, results, errors: faults.errors };
};

const isLate = ({ createdAt }: Usage, now: number): boolean => createdAt < now - LATE_MS;

/** The one write path behind every way in. */
@Injectable()
export class IngestionService {
  constructor(
    @Inject(USAGE_RULES) private readonly rules: UsageRules,
    private readonly writes: GroupCommit<Written>,
    private readonly clock: Clock,
    private readonly counts: SourceCounts,
    private readonly retired: RetiredPatterns,
  ) {}

  /** Usages that wait or are on their way to the store. */
  get pending(): number {
    return this.writes.pending;
  }

  /** 0..1, how much of the room for them is taken. */
  get fill(): number {
    return this.writes.fill;
  }

  /**
   * Stores one usage; resolves once it is committed.
   * @throws InvalidInputError where it is wrong, OverloadedError where there is no room for it,
   * StoreUnavailableError where it may not be stored.
   */
  async record(
    input: unknown,
    source: IngestionSource,
    parse: UsageParser = parseUsage,
  ): Promise<RecordedUsage> {
    try {
      this.writes.assertRoom();
      const now = this.clock.now();
      const { usage, violations } = parse(input, now, this.rules);
      if (violations) throw new InvalidInputError(violations);
      const fresh = (await this.writes.submit([usage]))[0] !== 'duplicate';
      this.counts.accept(source, fresh ? 1 : 0, fresh ? 0 : 1, fresh && isLate(usage, now) ? 1 : 0);
      const retired = this.retired.hasAny ? this.retired.get(usage.patternId) : undefined;
      return {
        id: usage.id,
        pattern_id: usage.patternId,
        created_at: formatTime(usage.createdAt),
        duplicate: !fresh,
        ...(retired && { notice: retired.notice }),
      };
    } catch (error) {
      this.counts.refuse(source, refusalCode(error));
      throw error;
    }
  }

  /**
   * Stores what is right of a batch in one transaction and says of each item what became of it.
   * @throws OverloadedError where there is no room for them, StoreUnavailableError where none may be
   * stored.
   */
  async recordBatch(
    inputs: readonly unknown[],
    source: IngestionSource,
    parse: UsageParser = parseUsage,
  ): Promise<BatchReport> {
    try {
      this.writes.assertRoom();
      const now = this.clock.now();
      const parsed = await this.parse(inputs, parse, now);
      return this.count(source, parsed, await this.writes.submit(acceptedOf(parsed)), now);
    } catch (error) {
      this.counts.refuse(source, refusalCode(error), inputs.length);
      throw error;
    }
  }

  /**
   * As `recordBatch`, but waits for room; for a source that can be told to pause. What fails is not
   * counted as refused, for most sources try it again.
   */
  async recordBatchWhenRoom(
    inputs: readonly unknown[],
    source: IngestionSource,
    parse: UsageParser = parseUsage,
  ): Promise<BatchReport> {
    const now = this.clock.now();
    const parsed = await this.parse(inputs, parse, now);
    return this.count(source, parsed, await this.writes.submitWhenRoom(acceptedOf(parsed)), now);
  }

  private count(
    source: IngestionSource,
    parsed: readonly ParsedUsage[],
    written: readonly Written[],
    now: number,
  ): BatchReport {
    let accepted = 0;
    let late = 0;
    let amended = 0;
    for (const { usage, violations } of parsed) {
      if (violations) {
        this.counts.refuse(source, violations[0]?.code ?? 'invalid_input');
        continue;
      }
      const fate = written[accepted++];
      if (fate === 'stored' && isLate(usage, now)) late += 1;
      if (fate === 'amended') amended += 1;
    }
    const report = reportOn(parsed, written);
    this.counts.accept(source, report.stored - amended, report.duplicates, late);
    if (amended > 0) this.counts.amend(source, amended);
    const notices = this.noticesOf(parsed);
    return notices.length === 0 ? report : { ...report, notices };
  }

  private noticesOf(parsed: readonly ParsedUsage[]): string[] {
    if (!this.retired.hasAny) return [];
    const used = new Set<string>();
    for (const { usage } of parsed) if (usage) used.add(usage.patternId);
    return [...used].flatMap((id) => this.retired.get(id)?.notice ?? []).slice(0, MAX_NOTICES);
  }

  private async parse(inputs: readonly unknown[], parse: UsageParser, now: number): Promise<ParsedUsage[]> {
    const parsed: ParsedUsage[] = [];
    for (const input of inputs) {
      if (parsed.length > 0 && parsed.length % CHECKED_AT_ONCE === 0) await nextTurn();
      parsed.push(parse(input, now, this.rules));
    }
    return parsed;
  }
}
