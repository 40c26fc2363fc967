import { patternIdOf } from '../common/pattern-id.js';
import { InvalidInputError } from '../common/tracker-error.js';
import { toDocument } from '../common/problem/problem.js';
import { toProblem } from '../common/problem/to-problem.js';
import { MAX_FOLLOWED } from './followed-patterns.js';
import type { LiveClients } from './live-clients.service.js';
import type { SocketClient } from './socket-client.js';
import { readSocketMessage, type SocketMessageDto } from './socket-message.js';
import type { SubscriptionService } from './subscription.service.js';

const PATH = '/ws/pattern-metrics';
const MAX_WAITING = 32;
const REQUEST = { method: 'GET', path: PATH, contentType: undefined, bodyLimitBytes: 0 };

const refusal = (code: string, allowed: string, message: string): InvalidInputError =>
  new InvalidInputError([{ pointer: '/pattern_ids', code, allowed, message }]);

/** Does what a client says, one message after the other. */
export class SocketSession {
  private waiting = 0;
  private done: Promise<void> = Promise.resolve();

  constructor(
    private readonly client: SocketClient,
    private readonly subscriptions: SubscriptionService,
    private readonly clients: LiveClients,
  ) {}

  /** @returns false where too many messages wait already. */
  take(data: Buffer, isBinary: boolean): boolean {
    if (this.waiting >= MAX_WAITING) return false;
    this.waiting += 1;
    this.done = this.done.then(async () => {
      try {
        await this.follow(readSocketMessage(data, isBinary));
      } catch (error) {
        this.client.answer({ type: 'error', problem: toDocument(toProblem(error, REQUEST), PATH) });
      }
      this.waiting -= 1;
    });
    return true;
  }

  private async follow({ type, pattern_ids, patterns }: SocketMessageDto): Promise<void> {
    const { client } = this;
    const ids =
      pattern_ids || patterns ? [...(pattern_ids ?? []), ...(patterns ?? []).map(patternIdOf)] : undefined;
    client.followed = type === 'subscribe' ? await this.more(ids) : this.fewer(ids);
    client.answer({ type: 'subscribed', pattern_ids: client.followed ? [...client.followed] : null });
    client.update = undefined;
    this.clients.refresh(client);
  }

  /** Who followed all and names some follows these alone. */
  private async more(ids: readonly string[] | undefined): Promise<ReadonlySet<string> | undefined> {
    if (!ids) return undefined;
    const followed = new Set([...(this.client.followed ?? []), ...(await this.subscriptions.known(ids))]);
    if (followed.size <= MAX_FOLLOWED) return followed;
    throw refusal(
      'too_many',
      `at most ${MAX_FOLLOWED} patterns`,
      `These would be ${followed.size} patterns; at most ${MAX_FOLLOWED} may be named, or all followed by leaving pattern_ids out.`,
    );
  }

  private fewer(ids: readonly string[] | undefined): ReadonlySet<string> {
    const { followed } = this.client;
    if (!ids) return new Set();
    if (!followed) {
      throw refusal(
        'not_allowed',
        'no pattern_ids while all patterns are followed',
        'All patterns are followed; subscribe to some first, or leave pattern_ids out to follow none.',
      );
    }
    const given = new Set(ids.map((id) => id.toLowerCase()));
    return new Set([...followed].filter((id) => !given.has(id)));
  }
}
