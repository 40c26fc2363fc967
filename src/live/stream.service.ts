import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { LiveClients } from './live-clients.service.js';
import { SseClient } from './sse-client.js';
import type { StreamQueryDto } from './stream.dto.js';
import { SubscriptionService } from './subscription.service.js';

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  // Nothing on the way may keep, compress or hold back what is sent.
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};
/** How long a browser waits before it comes back, in milliseconds. */
const RETRY = 'retry: 1000\n\n';

/** Server-Sent Events (HTML, 9.2). */
@Injectable()
export class StreamService {
  constructor(
    private readonly subscriptions: SubscriptionService,
    private readonly clients: LiveClients,
  ) {}

  /**
   * Answers with a stream that ends only when one of both sides wants it to.
   * @throws what SubscriptionService.open does, before the stream begins.
   */
  async open(reply: FastifyReply, query: StreamQueryDto, lastEventId: string | undefined): Promise<void> {
    const { followed, update } = await this.subscriptions.open(query, lastEventId);
    const { raw } = reply;
    const headers = Object.entries({ ...reply.getHeaders(), ...HEADERS });
    reply.hijack();
    for (const [name, value] of headers) if (value !== undefined) raw.setHeader(name, value);
    raw.writeHead(200);
    if (reply.request.method === 'HEAD') {
      raw.end();
      return;
    }
    raw.write(RETRY);
    if (raw.destroyed) return;
    const client = new SseClient(raw, followed, query.include !== undefined, update);
    raw.once('close', () => this.clients.remove(client));
    raw.on('error', () => this.clients.remove(client));
    this.clients.add(client);
  }
}
