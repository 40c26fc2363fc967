import { Module } from '@nestjs/common';
import { LiveClients } from './live-clients.service.js';
import { LiveFeed } from './live-feed.service.js';
import { SocketGateway } from './socket.gateway.js';
import { StreamController } from './stream.controller.js';
import { StreamService } from './stream.service.js';
import { SubscriptionService } from './subscription.service.js';

/** What changes, as it happens, over Server-Sent Events and WebSockets. */
@Module({
  controllers: [StreamController],
  providers: [LiveFeed, LiveClients, SubscriptionService, StreamService, SocketGateway],
  exports: [LiveClients],
})
export class LiveModule {}
