import { Injectable } from '@nestjs/common';
import { unknownPatterns } from './followed-patterns.js';
import { LiveClients } from './live-clients.service.js';
import { LiveFeed } from './live-feed.service.js';
import type { StreamQueryDto } from './stream.dto.js';

/** What a client is to begin with. */
export interface Subscription {
  /** Undefined for all patterns. */
  readonly followed: ReadonlySet<string> | undefined;
  /** The update it has; undefined for none. */
  readonly update: number | undefined;
}

/** Decides whether somebody may follow what changes. */
@Injectable()
export class SubscriptionService {
  constructor(
    private readonly feed: LiveFeed,
    private readonly clients: LiveClients,
  ) {}

  /**
   * @param lastEventId comes before the one in the query.
   * @throws InvalidInputError where a pattern is not known, ProblemError where there is no room,
   * StoreUnavailableError.
   */
  async open({ pattern_ids, since }: StreamQueryDto, lastEventId?: string): Promise<Subscription> {
    this.clients.assertRoom();
    await this.feed.ready();
    const followed = pattern_ids === undefined ? undefined : await this.known(pattern_ids);
    // While it was looked up others came.
    this.clients.assertRoom();
    return { followed, update: this.clients.updateOf(lastEventId ?? since) };
  }

  /**
   * The ids in lower case.
   * @throws InvalidInputError where one is not known, StoreUnavailableError.
   */
  async known(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const sought = new Set(ids.map((id) => id.toLowerCase()));
    const unknown = await this.feed.ensure([...sought]);
    if (unknown.length > 0) throw unknownPatterns(unknown);
    return sought;
  }
}
