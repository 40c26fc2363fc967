import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { basePathOf } from '../common/base-path/base-path-of.js';
import { createOpenApi } from './openapi.js';

/** Swagger UI styles itself by HTML texts and has pictures in its styles; nothing comes from another host. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Serves Swagger UI at /docs, the API's description at /docs-json and /docs-yaml. */
export const serveDocs = (app: NestFastifyApplication, configuredPath: string): void => {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      if (/^\/docs(\/|\?|$)/.test(request.url)) void reply.header('content-security-policy', POLICY);
      // Its scripts are named from the address without slashes at the end.
      const [, slashes, query = ''] = /^[^?]*\/docs(\/+)(\?.*)?$/s.exec(request.originalUrl) ?? [];
      if (slashes === undefined) done();
      else void reply.redirect(`${'../'.repeat(slashes.length)}docs${query}`, 308);
    });
  SwaggerModule.setup('docs', app, () => createOpenApi(app), {
    customSiteTitle: 'Pattern usage tracker API',
    // What is tried out there has to go through the same proxy.
    patchDocumentOnRequest: (request, _response, document): OpenAPIObject => {
      const basePath = basePathOf((request as FastifyRequest).headers, configuredPath);
      return basePath === '' ? document : { ...document, servers: [{ url: basePath }] };
    },
  });
};
