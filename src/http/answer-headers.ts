import type { FastifyInstance } from 'fastify';
import { CORRELATION_HEADER } from '../common/correlation-id.js';
import { SECURITY_HEADERS } from '../common/security-headers.js';

/** What stands on every answer, refusals included. */
export const answerHeaders = (fastify: FastifyInstance): void => {
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers(SECURITY_HEADERS).header(CORRELATION_HEADER, request.id);
    done();
  });
};
