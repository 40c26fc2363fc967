import type { FastifyInstance } from 'fastify';
import findMyWay, { type HTTPMethod } from 'find-my-way';
import type { ProblemFilter } from '../common/problem/problem.filter.js';
import { ProblemError } from '../common/problem/problem.js';

const pathOf = (url: string): string => url.split('?', 1)[0]!;

/**
 * Answers a method that an address does not know by 405 and those that it does (RFC 9110, 15.5.6). To be
 * called before the routes are known.
 */
export const refuseMethods = (fastify: FastifyInstance, answer: ProblemFilter['answer']): void => {
  const addresses = findMyWay();
  const methods = new Set<HTTPMethod>();

  fastify.addHook('onRoute', ({ method, url }) => {
    // These are for what is not known.
    if (url === '*' || url === '/*') return;
    for (const one of [method].flat() as HTTPMethod[]) {
      methods.add(one);
      if (!addresses.hasRoute(one, url)) addresses.on(one, url, () => undefined);
    }
  });

  fastify.addHook('onRequest', (request, reply, done) => {
    const path = pathOf(request.url);
    const knows = (method: HTTPMethod): boolean => addresses.find(method, path) !== null;
    const known = knows(request.method as HTTPMethod) ? [] : [...methods].filter(knows);
    if (known.length === 0) {
      done();
      return;
    }
    const allowed = known.sort();
    void reply.header('allow', allowed.join(', '));
    const detail = `The method is ${request.method}; it must be ${allowed.join(' or ')}.`;
    answer(new ProblemError('method-not-allowed', detail), request, reply);
  });
};
