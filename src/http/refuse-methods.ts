import type { FastifyInstance } from 'fastify';
import findMyWay from 'find-my-way';
import type { ProblemFilter } from '../common/problem/problem.filter.js';
import { ProblemError } from '../common/problem/problem.js';

const pathOf = (url: string): string => url.split('?', 1)[0]!;

/**
 * Answers a method that an address does not know by 405 and those that it does (RFC 9110, 15.5.6). To be
 * called before the routes are known.
 */
export const refuseMethods = (fastify: FastifyInstance, answer: ProblemFilter['answer']): void => {
  const addresses = findMyWay();
  const methodsOf = new Map<string, Set<string>>();

  fastify.addHook('onRoute', ({ method, url }) => {
    // These are for what is not known.
    if (url === '*' || url === '/*') return;
    const known = methodsOf.get(url) ?? new Set<string>();
    for (const one of [method].flat()) known.add(one);
    if (methodsOf.has(url)) return;
    methodsOf.set(url, known);
    addresses.on('GET', url, () => undefined, known);
  });

  fastify.addHook('onRequest', (request, reply, done) => {
    const known = addresses.find('GET', pathOf(request.url))?.store as Set<string> | undefined;
    if (known === undefined || known.has(request.method)) {
      done();
      return;
    }
    const allowed = [...known].sort();
    void reply.header('allow', allowed.join(', '));
    const detail = `The method is ${request.method}; it must be ${allowed.join(' or ')}.`;
    answer(new ProblemError('method-not-allowed', detail), request, reply);
  });
};
