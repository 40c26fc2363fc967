import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CORRELATION_HEADER } from '../correlation-id.js';
import { hasBody } from '../has-body.js';
import { SECURITY_HEADERS } from '../security-headers.js';
import { RequestAbortedError } from '../tracker-error.js';
import { OTLP_PATHS } from '../otlp-path.js';
import { PROBLEM_MEDIA_TYPE, PROBLEMS, toDocument } from './problem.js';
import { toProblem } from './to-problem.js';
import { toRpcStatus } from './rpc-status.js';

/** Turns whatever a request ended in into a problem document. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly bodyLimitBytes: number) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    if (error instanceof RequestAbortedError) {
      void reply.hijack();
      request.raw.destroy();
      return;
    }
    const [path = '/'] = request.url.split('?', 1);
    const problem = toProblem(error, {
      method: request.method,
      path,
      contentType: request.headers['content-type'],
      bodyLimitBytes: this.bodyLimitBytes,
    });
    const { status } = PROBLEMS[problem.code];
    // Once more for what is refused before the hook that sets them.
    void reply.headers(SECURITY_HEADERS).header(CORRELATION_HEADER, request.id);
    if (problem.code === 'internal-error') request.log.error({ err: error }, 'unexpected error');
    if (problem.code === 'store-unavailable') request.log.warn({ err: error }, 'the store is not available');
    // What is left of the body is of no use, and may be long.
    if (hasBody(request.raw) && !request.raw.complete) void reply.header('connection', 'close');
    const { retryAfterSeconds } = problem;
    if (status === 503 && retryAfterSeconds > 0) void reply.header('retry-after', retryAfterSeconds);
    const document = toDocument(problem, path);
    const { type, body } = OTLP_PATHS.includes(path)
      ? toRpcStatus(document, request.headers['content-type'])
      : { type: PROBLEM_MEDIA_TYPE, body: document };
    void reply.status(status).type(type).send(body);
  }
}
