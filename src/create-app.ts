import type { IncomingMessage } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import type { Logger } from 'pino';
import { AppModule } from './app.module.js';
import { MAX_PATTERN_NAME } from './common/pattern-id.js';
import { ProblemFilter } from './common/problem/problem.filter.js';
import { loadConfig } from './config/config.js';
import type { TrackerSettings } from './config/settings.js';
import { refuseForeign } from './common/callers/refuse-foreign.js';
import { correlationIdOf } from './common/correlation-id.js';
import { acceptBodies } from './http/accept-bodies.js';
import { allowOrigins } from './http/allow-origins.js';
import { answerHeaders } from './http/answer-headers.js';
import { basePathOf } from './common/base-path/base-path-of.js';
import { closeUnused } from './http/close-unused.js';
import { countRefusals } from './http/count-refusals.js';
import { refuseUnparsed } from './http/refuse-unparsed.js';
import { ownUrl } from './common/base-path/own-url.js';
import { refuseMethods } from './http/refuse-methods.js';
import { serveDashboard } from './http/serve-dashboard.js';
import { serveDocs } from './http/serve-docs.js';
import { sendJsonAnswers } from './http/send-json-answers.js';
import { noteRequestSignal } from './http/note-request-signal.js';
import { validateWebhooks } from './http/validate-webhooks.js';
import { takeTurns } from './http/take-turns.js';
import { PinoLoggerService } from './logging/pino-logger.service.js';
import { processLog } from './logging/process-log.js';

/** One line a request: failures always, refusals as information, the rest for debugging. */
const levelOf = (status: number): 'error' | 'info' | 'debug' => {
  if (status >= 500) return 'error';
  return status >= 400 ? 'info' : 'debug';
};

/** Methods that change nothing (RFC 9110, 9.2.1). */
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

const createAdapter = (settings: ReturnType<typeof loadConfig>, logger: Logger): FastifyAdapter => {
  const { basePath, bodyLimitBytes, callers } = settings.http;
  const filter = new ProblemFilter(bodyLimitBytes);
  const adapter = new FastifyAdapter({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'correlation_id' }),
    genReqId: correlationIdOf,
    bodyLimit: bodyLimitBytes,
    routerOptions: { maxParamLength: MAX_PARAMETER },
    connectionTimeout: settings.http.idleTimeoutMs,
    clientErrorHandler: refuseUnparsed,
    keepAliveTimeout: settings.http.keepAliveMs,
    rewriteUrl: (request: IncomingMessage) =>
      ownUrl(request.url ?? '/', basePathOf(request.headers, basePath)),
    // What Fastify refuses before there is a route, such as a URL that cannot be decoded.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      filter.answer(error, request, reply),
  });
  const fastify = adapter.getInstance();
  fastify.removeContentTypeParser('text/plain');
  takeTurns(fastify);
  closeUnused(fastify);
  answerHeaders(fastify);
  // Answered here: some routes are not Nest's, and their errors do not come to its filters.
  const answer: ProblemFilter['answer'] = (error, request, reply) => filter.answer(error, request, reply);
  noteRequestSignal(fastify);
  fastify.addHook('onRequest', (request, reply, done) => {
    try {
      refuseForeign(request.headers, !SAFE.has(request.method), callers);
    } catch (error) {
      answer(error, request, reply);
      return;
    }
    done();
  });
  validateWebhooks(fastify);
  refuseMethods(fastify, answer);
  fastify.addHook('onResponse', (request, reply, done) => {
    const [path] = request.url.split('?', 1);
    request.log[levelOf(reply.statusCode)](
      { method: request.method, path, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'request',
    );
    done();
  });
  return adapter;
};

/** The longest parameter of a path, a pattern's name: a character is four bytes of UTF-8 at the most, each written as %XX. */
const MAX_PARAMETER = 12 * MAX_PATTERN_NAME;

/**
 * The HTTP application, ready to listen.
 * @throws StartupError where the configuration or the store refuses.
 */
export const createApp = async (
  settings: TrackerSettings | NodeJS.ProcessEnv,
): Promise<NestFastifyApplication> => {
  const config = loadConfig(settings);
  const logger = processLog(config.logLevel);
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(settings),
    createAdapter(config, logger),
    { logger: new PinoLoggerService(logger), abortOnError: false, bodyParser: false },
  );
  app.useGlobalFilters(new ProblemFilter(config.http.bodyLimitBytes));
  acceptBodies(app, config);
  countRefusals(app);
  sendJsonAnswers(app);
  allowOrigins(app, config.http.callers.origins);
  serveDocs(app, config.http.basePath);
  await serveDashboard(app, config.http.basePath);
  return app;
};
