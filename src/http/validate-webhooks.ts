import type { FastifyInstance } from 'fastify';
import { CLOUD_EVENT, mediaTypesTaken } from '../common/media-types.js';

/**
 * Answers the question whether CloudEvents may be sent here (HTTP Webhooks for Event Delivery 1.0, 4):
 * anybody who may send usages may, as often as he likes.
 */
export const validateWebhooks = (fastify: FastifyInstance): void => {
  fastify.addHook('onRequest', (request, reply, done) => {
    const origin = request.headers['webhook-request-origin'];
    const takesEvents = mediaTypesTaken(request.url.split('?', 1)[0]!).includes(CLOUD_EVENT);
    if (request.method !== 'OPTIONS' || typeof origin !== 'string' || !takesEvents) {
      done();
      return;
    }
    void reply
      .headers({ 'webhook-allowed-origin': origin, 'webhook-allowed-rate': '*', allow: 'POST' })
      .send();
  });
};
