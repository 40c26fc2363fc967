import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import type { Logger } from 'pino';
import { AppModule } from './app.module.js';
import { ProblemFilter } from './common/problem/problem.filter.js';
import { loadConfig } from './config/config.js';
import type { TrackerSettings } from './config/settings.js';
import { CORRELATION_HEADER, correlationIdOf } from './common/correlation-id.js';
import { acceptBodies } from './http/accept-bodies.js';
import { countRefusals } from './http/count-refusals.js';
import { createOpenApi } from './http/openapi.js';
import { serveDashboard } from './http/serve-dashboard.js';
import { sendJsonAnswers } from './http/send-json-answers.js';
import { takeTurns } from './http/take-turns.js';
import { PinoLoggerService } from './logging/pino-logger.service.js';
import { processLog } from './logging/process-log.js';

/** One line a request: failures always, refusals as information, the rest for debugging. */
const levelOf = (status: number): 'error' | 'info' | 'debug' => {
  if (status >= 500) return 'error';
  return status >= 400 ? 'info' : 'debug';
};

const createAdapter = (settings: ReturnType<typeof loadConfig>, logger: Logger): FastifyAdapter => {
  const { bodyLimitBytes } = settings.http;
  const filter = new ProblemFilter(bodyLimitBytes);
  const adapter = new FastifyAdapter({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'correlation_id' }),
    genReqId: correlationIdOf,
    bodyLimit: bodyLimitBytes,
    connectionTimeout: settings.http.idleTimeoutMs,
    // What Fastify refuses before there is a route, such as a URL that cannot be decoded.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      filter.answer(error, request, reply),
  });
  const fastify = adapter.getInstance();
  fastify.removeContentTypeParser('text/plain');
  takeTurns(fastify);
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header(CORRELATION_HEADER, request.id);
    done();
  });
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
  await acceptBodies(app, config);
  countRefusals(app);
  sendJsonAnswers(app);
  const { corsOrigins } = config.http;
  if (corsOrigins.length > 0) app.enableCors({ origin: corsOrigins.includes('*') ? '*' : [...corsOrigins] });
  SwaggerModule.setup('docs', app, createOpenApi(app), { customSiteTitle: 'Pattern usage tracker API' });
  await serveDashboard(app);
  return app;
};
