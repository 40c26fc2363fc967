import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { parse as parseQuery } from 'node:querystring';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type WebSocket, WebSocketServer } from 'ws';
import { basePathOf } from '../common/base-path/base-path-of.js';
import { ownUrl } from '../common/base-path/own-url.js';
import { refuseForeign } from '../common/callers/refuse-foreign.js';
import { ProblemError } from '../common/problem/problem.js';
import { readParameters } from '../common/validation/read-parameters.js';
import type { TrackerConfig } from '../config/config.js';
import { TRACKER_CONFIG } from '../config/tracker-config.token.js';
import { LiveClients } from './live-clients.service.js';
import { refuseUpgrade } from './refuse-upgrade.js';
import { SocketClient } from './socket-client.js';
import { SocketSession } from './socket-session.js';
import { StreamQueryDto } from './stream.dto.js';
import { SubscriptionService } from './subscription.service.js';
import { serveWithoutUpgrade } from './without-upgrade.js';

/** Where the original had it: at the root, not under the API's prefix. */
const PATH = '/ws/pattern-metrics';
/** Enough to name as many patterns as may be followed. */
const MAX_MESSAGE_BYTES = 16_384;

/** Lets WebSockets in. */
@Injectable()
export class SocketGateway implements OnApplicationBootstrap {
  private readonly sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    // A deflater for each client takes more memory than all the rest of it.
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
    autoPong: false,
  });

  constructor(
    @Inject(TRACKER_CONFIG) private readonly config: TrackerConfig,
    private readonly host: HttpAdapterHost,
    private readonly clients: LiveClients,
    private readonly subscriptions: SubscriptionService,
  ) {}

  onApplicationBootstrap(): void {
    const server = this.host.httpAdapter.getHttpServer() as Server;
    server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
      if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
        serveWithoutUpgrade(server, request, socket, head);
        return;
      }
      socket.on('error', () => socket.destroy());
      this.open(request, socket, head).catch((error: unknown) => refuseUpgrade(error, request, socket));
    });
  }

  private async open(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    const { basePath, callers } = this.config.http;
    refuseForeign(request.headers, true, callers);
    const url = ownUrl(request.url ?? '/', basePathOf(request.headers, basePath));
    const [path, query = ''] = url.split('?', 2);
    if (path !== PATH) throw new ProblemError('unknown-route', `There is no WebSocket at ${path!}.`);
    const asked = readParameters(StreamQueryDto, { ...parseQuery(query) });
    const { followed, update } = await this.subscriptions.open(asked);
    if (socket.destroyed) return;
    this.sockets.handleUpgrade(request, socket, head, (opened: WebSocket) => {
      const { idleTimeoutMs } = this.config.http;
      const withUnknown = asked.include !== undefined;
      const client = new SocketClient(opened, followed, withUnknown, update, idleTimeoutMs);
      const session = new SocketSession(client, this.subscriptions, this.clients);
      opened.on('message', (data: Buffer, isBinary: boolean) => {
        if (!session.take(data, isBinary)) opened.close(1008, 'Too many messages wait for an answer.');
      });
      // What breaks the protocol is answered and closed by the library.
      opened.on('error', () => undefined);
      opened.once('close', () => this.clients.remove(client));
      this.clients.add(client);
    });
  }
}
