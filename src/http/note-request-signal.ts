import type { FastifyInstance } from 'fastify';
import { withRequestSignal } from '../common/request-signal.js';
import { doAs, StoreWork } from '../store/connection/turns/store-work.js';

/**
 * Lets what a request begins know when its client has hung up. What only reads is a question to the
 * store, and comes after what is recorded.
 */
export const noteRequestSignal = (fastify: FastifyInstance): void => {
  fastify.addHook('preHandler', (request, { raw }, done) => {
    const gone = new AbortController();
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const work = isRead ? new StoreWork('question', gone.signal) : undefined;
    raw.once('close', () => {
      if (!raw.writableFinished) gone.abort();
      work?.end();
    });
    withRequestSignal(gone.signal, () => {
      if (work) doAs(work, done);
      else done();
    });
  });
};
