import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'];
/** What a page may read beside the content, its type and its length. */
const EXPOSED = [
  'Allow',
  'Content-Disposition',
  'ETag',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'X-Correlation-Id',
];
/** How long a browser need not ask again, in seconds. */
const MAX_AGE = 600;

const isPreflight = ({ method, headers }: FastifyRequest): boolean =>
  method === 'OPTIONS' &&
  headers.origin !== undefined &&
  headers['access-control-request-method'] !== undefined;

/** Lets pages of these origins call the API (CORS); none where there are none. */
export const allowOrigins = (app: NestFastifyApplication, origins: readonly string[]): void => {
  if (origins.length === 0) return;
  const origin = origins.includes('*') ? '*' : [...origins];
  app.enableCors({
    delegator: (request: FastifyRequest, done) =>
      done(null, {
        origin,
        methods: METHODS,
        exposedHeaders: EXPOSED,
        maxAge: MAX_AGE,
        // Other requests for OPTIONS are no business of CORS.
        preflight: isPreflight(request),
      }),
  });
};
