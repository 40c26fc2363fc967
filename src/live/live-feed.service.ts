import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Change } from '../cache/change.js';
import { ChangeFeed } from '../cache/change-feed.js';
import { Clock } from '../common/clock.js';
import { StoreUnavailableError } from '../common/tracker-error.js';
import type { TrackerConfig } from '../config/config.js';
import { TRACKER_CONFIG } from '../config/tracker-config.token.js';
import { PatternRepository } from '../store/patterns/pattern.repository.js';
import { RetiredPatterns } from '../store/patterns/retired-patterns.js';
import { RecentUsageRepository } from '../store/usages/recent-usage.repository.js';
import type { TransactionSnapshot } from '../store/connection/transaction-snapshot.js';
import { LiveWindow, MAX_PATTERNS, SPAN_MS, WINDOW_MS } from './live-window.js';

const RETRY_MS = 1000;
/** News of what a reading of the store had already seen may come so much later, over Redis. */
const LATEST_NEWS_MS = 60_000;

/**
 * Keeps the window: reads the store once at the start, and after a gap in what other instances tell;
 * from there on it counts what the write path tells.
 */
@Injectable()
export class LiveFeed implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly window: LiveWindow;
  private readonly logger = new Logger('Live');
  private onNews: () => void = () => undefined;
  /** What comes while the store is read; undefined otherwise. */
  private held: Change[] | undefined;
  private seen: { readonly snapshot: TransactionSnapshot; readonly until: number } | undefined;
  private seeding: Promise<void> | undefined;
  private naming: Promise<void> | undefined;
  private retry: NodeJS.Timeout | undefined;
  private isSeeded = false;
  private isOverdue = false;
  private isStopping = false;

  constructor(
    @Inject(TRACKER_CONFIG) private readonly config: TrackerConfig,
    private readonly changes: ChangeFeed,
    private readonly usages: RecentUsageRepository,
    private readonly patterns: PatternRepository,
    private readonly retired: RetiredPatterns,
    private readonly clock: Clock,
  ) {
    this.window = new LiveWindow((id) => retired.get(id) !== undefined);
  }

  onApplicationBootstrap(): void {
    this.changes.listen({ onChange: (change) => this.hear(change), onGap: () => this.seed() });
    this.seed();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    clearTimeout(this.retry);
    await Promise.all([this.seeding, this.naming]);
  }

  /** Calls back whenever there may be something to tell. */
  tell(onNews: () => void): void {
    this.onNews = onNews;
  }

  /** @throws StoreUnavailableError where the window is not known. */
  async ready(): Promise<void> {
    await this.seeding;
    if (!this.isSeeded) throw new StoreUnavailableError(new Error('The last minutes could not be read yet.'));
  }

  /**
   * Makes the window know patterns that somebody asks for.
   * @returns those that nobody has ever seen.
   * @throws StoreUnavailableError
   */
  async ensure(ids: readonly string[]): Promise<string[]> {
    // The name of one that was just used may still be looked up.
    const sought = ids.filter((id) => this.window.get(id)?.name === undefined);
    if (sought.length === 0) return [];
    const names = await this.patterns.namesOf(sought);
    for (const [id, name] of names) this.window.ensure(id, name);
    return sought.filter((id) => !names.has(id));
  }

  private hear(change: Change): void {
    if (change.hasErased) this.seed();
    // Somebody may have retired one.
    if (change.described) void this.retired.load();
    this.take(change);
  }

  private take(change: Change): void {
    if (this.held) {
      this.held.push(change);
      return;
    }
    if (!this.isSeeded) return;
    this.apply(change);
    this.lookUpNames();
    this.onNews();
  }

  private apply(change: Change): void {
    const { seen } = this;
    if (seen && performance.now() > seen.until) this.seen = undefined;
    this.window.apply(change, seen?.snapshot.has(change.transaction) === true);
  }

  private seed(): void {
    if (this.isStopping) return;
    this.isOverdue = true;
    this.seeding ??= this.readStore().finally(() => (this.seeding = undefined));
  }

  private async readStore(): Promise<void> {
    while (this.isOverdue) {
      this.isOverdue = false;
      const held: Change[] = (this.held = []);
      try {
        const now = this.clock.now();
        const range = { from: now - WINDOW_MS, to: now + this.config.ingestion.clockSkewMs + 1 };
        const recent = await this.usages.since(range, SPAN_MS, MAX_PATTERNS);
        this.window.replace(recent, this.clock.now());
        this.seen = { snapshot: recent.snapshot, until: performance.now() + LATEST_NEWS_MS };
        this.isSeeded = true;
      } catch (error) {
        if (this.isStopping) return;
        this.logger.warn(`The last minutes cannot be read and will be tried again: ${String(error)}`);
        clearTimeout(this.retry);
        this.retry = setTimeout(() => this.seed(), RETRY_MS).unref();
      }
      this.held = undefined;
      for (const change of held) this.take(change);
    }
    this.onNews();
  }

  /** One query at a time, for all that came meanwhile. */
  private lookUpNames(): void {
    if (this.naming || this.isStopping) return;
    const ids = this.window.takeUnnamed();
    if (ids.length === 0) return;
    this.naming = this.patterns
      .namesOf(ids)
      .catch(() => undefined)
      .then((names) => {
        this.naming = undefined;
        this.window.name(ids, names);
        this.onNews();
        // Where the store is away, the next usage asks again.
        if (names) this.lookUpNames();
      });
  }
}
