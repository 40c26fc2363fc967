import { setImmediate as nextTurn } from 'node:timers/promises';
import { randomBytes } from 'node:crypto';
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { ProblemError } from '../common/problem/problem.js';
import type { TrackerConfig } from '../config/config.js';
import { TRACKER_CONFIG } from '../config/tracker-config.token.js';
import { readEventId } from './event-id.js';
import type { LiveClient } from './live-client.js';
import { LiveFeed } from './live-feed.service.js';
import { SPAN_MS } from './live-window.js';
import { UpdateWriter } from './update-writer.js';

/** At most four updates a second; fewer where telling everybody takes more than a third of the time. */
const MIN_PAUSE_MS = 250;
const REST_TIMES = 2;
/** The first news after a pause waits for more so long. */
const GATHER_MS = 20;
/** Clients that are told in one go; in between requests have their turn. */
const TOLD_AT_ONCE = 50;
const BEAT_MS = 15_000;
const TIDY_MS = 60_000;
const LAST_WORDS_MS = 1000;

type PerKind = Record<LiveClient['kind'], number>;

/** All who follow what changes, and when they are told. */
@Injectable()
export class LiveClients implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** Updates that were sent, by kind of client. */
  readonly updates: PerKind = { sse: 0, websocket: 0 };
  /** Distinguishes the updates of this process from those of others. */
  private readonly epoch = randomBytes(4).toString('hex');
  private readonly logger = new Logger('Live');
  private readonly writer: UpdateWriter;
  private readonly clients = new Set<LiveClient>();
  private intervals: NodeJS.Timeout[] = [];
  private timer: NodeJS.Timeout | undefined;
  private isTelling = false;
  private earliest = 0;
  private isStopping = false;

  constructor(
    @Inject(TRACKER_CONFIG) private readonly config: TrackerConfig,
    private readonly feed: LiveFeed,
    private readonly clock: Clock,
  ) {
    this.writer = new UpdateWriter(feed.window, this.epoch);
  }

  /** Clients that are connected now. */
  get connected(): PerKind {
    const counts = { sse: 0, websocket: 0 };
    for (const { kind } of this.clients) counts[kind] += 1;
    return counts;
  }

  onApplicationBootstrap(): void {
    const { window } = this.feed;
    this.feed.tell(() => this.schedule());
    const beatMs = Math.min(BEAT_MS, this.config.http.idleTimeoutMs / 3);
    this.every(beatMs, () => this.clients.forEach((client) => client.beat()));
    this.every(SPAN_MS, () => {
      window.advance(this.clock.now());
      this.schedule();
    });
    this.every(TIDY_MS, () => {
      const asked = new Set([...this.clients].flatMap(({ followed }) => [...(followed ?? [])]));
      window.tidy((id) => asked.has(id));
    });
  }

  /** Ends all streams, or a stop would wait for them for ever. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    for (const interval of this.intervals) clearInterval(interval);
    clearTimeout(this.timer);
    for (const client of this.clients) client.end();
    const cut = performance.now() + LAST_WORDS_MS;
    while (this.clients.size > 0 && performance.now() < cut) {
      await new Promise((done) => setTimeout(done, 20));
    }
    for (const client of this.clients) client.cut();
    this.clients.clear();
  }

  /** @throws ProblemError where nobody more is let in now. */
  assertRoom(): void {
    if (this.isStopping) {
      throw new ProblemError('shutting-down', 'The server is shutting down; try again in a moment.');
    }
    const { maxClients } = this.config.live;
    if (this.clients.size < maxClients) return;
    throw new ProblemError(
      'too-many-streams',
      `${this.clients.size} live streams are open and ${maxClients} are allowed (LIVE_MAX_CLIENTS); try again in 30 s.`,
      [],
      30,
    );
  }

  /** The update that an event id names; undefined where it is not one of this process. */
  updateOf(eventId: string | undefined): number | undefined {
    const update = readEventId(this.epoch, eventId);
    return update !== undefined && update <= this.feed.window.update ? update : undefined;
  }

  /** Lets a client in and tells it what it does not have: all, or what changed since its update. */
  add(client: LiveClient): void {
    this.clients.add(client);
    this.refresh(client);
  }

  remove(client: LiveClient): void {
    this.clients.delete(client);
  }

  /** Tells a client all, as what it follows is other than before, or as soon as it has read the rest. */
  refresh(client: LiveClient): void {
    const { window } = this.feed;
    // Not for each of many who come at once: updates are numbered, and old ones forgotten.
    if (!this.isTelling && performance.now() >= this.earliest) {
      window.advance(this.clock.now());
      window.commit();
      this.earliest = performance.now() + MIN_PAUSE_MS;
    }
    this.bring(client);
    this.schedule();
  }

  private every(ms: number, act: () => void): void {
    this.intervals.push(setInterval(act, ms).unref());
  }

  private schedule(): void {
    if (this.timer || this.isTelling || this.isStopping || this.clients.size === 0) return;
    const wait = Math.max(GATHER_MS, this.earliest - performance.now());
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.tellAll().catch((error: unknown) => this.logger.error(`Telling failed: ${String(error)}`));
    }, wait);
  }

  private async tellAll(): Promise<void> {
    this.isTelling = true;
    let busyMs = 0;
    let isAnyBehind = false;
    try {
      this.feed.window.commit();
      let start = performance.now();
      for (const [at, client] of [...this.clients].entries()) {
        if (at > 0 && at % TOLD_AT_ONCE === 0) {
          busyMs += performance.now() - start;
          await nextTurn();
          start = performance.now();
        }
        if (this.clients.has(client)) this.bring(client);
        if (client.update !== this.feed.window.update) isAnyBehind = true;
      }
      busyMs += performance.now() - start;
    } finally {
      this.isTelling = false;
      this.earliest = performance.now() + Math.max(MIN_PAUSE_MS, REST_TIMES * busyMs);
    }
    if (isAnyBehind || this.feed.window.hasNews) this.schedule();
  }

  /** Whoever has not read the last one is told later, and then only how things are then. */
  private bring(client: LiveClient): void {
    const { update } = this.feed.window;
    if (client.update === update || client.isBehind || this.isStopping) return;
    const news = this.writer.updateFor(client, this.clock.now());
    client.update = update;
    if (!news) return;
    client.send(news);
    this.updates[client.kind] += 1;
  }
}
