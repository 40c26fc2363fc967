import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import serveStatic from '@fastify/static';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { namesTag } from './names-tag.js';

/** From the sources and from what is built of them. */
const HOMES = ['../../dashboard/dist', '../../../dashboard/dist'];

/** Everything ships with the page: no other host, nothing inline, nobody frames it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'content-type': 'text/html; charset=utf-8',
  // Its scripts are named by their content; which they are is asked each time.
  'cache-control': 'no-cache',
};

/** Addresses of programs; below them there is no page. */
const NO_PAGE = /^\/(api|assets|docs|docs-json|docs-yaml|health|metrics|v1|ws)(\/|$)/;

/** Whether somebody looks at an address with a browser, so that the page says what is there. */
const isPage = ({ url, headers }: FastifyRequest): boolean => {
  const [path = '/'] = url.split('?', 1);
  if (path === '/') return true;
  return !NO_PAGE.test(path) && (headers.accept ?? '').includes('text/html');
};

/**
 * Serves the dashboard at / and at the addresses of its pages, its scripts and styles under /assets.
 * Where it was not built the server does without, and says so once.
 */
export const serveDashboard = async (app: NestFastifyApplication): Promise<void> => {
  const home = HOMES.map((path) => join(import.meta.dirname, path)).find((path) =>
    existsSync(join(path, 'index.html')),
  );
  if (home === undefined) {
    new Logger('Dashboard').warn('It was not built: npm run build does so.');
    return;
  }
  const page = readFileSync(join(home, 'index.html'));
  const etag = `"${createHash('sha256').update(page).digest('base64url').slice(0, 22)}"`;
  const fastify = app.getHttpAdapter().getInstance();
  await fastify.register(serveStatic, {
    root: join(home, 'assets'),
    prefix: '/assets/',
    decorateReply: false,
    preCompressed: true,
    immutable: true,
    maxAge: '365d',
    setHeaders: (reply) => void reply.header('x-content-type-options', 'nosniff'),
  });
  fastify.get('/*', (request: FastifyRequest, reply: FastifyReply) => {
    if (!isPage(request)) {
      reply.callNotFound();
      return;
    }
    void reply.headers(HEADERS).header('etag', etag);
    if (namesTag(request.headers['if-none-match'], etag)) void reply.code(304).send();
    else void reply.send(page);
  });
};
