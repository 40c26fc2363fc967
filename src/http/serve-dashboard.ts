import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import serveStatic from '@fastify/static';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { basePathOf } from '../common/base-path/base-path-of.js';
import { PROGRAM_ADDRESS } from '../common/program-address.js';
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
  'cross-origin-opener-policy': 'same-origin',
  'content-type': 'text/html; charset=utf-8',
  // Its scripts are named by their content; which they are is asked each time.
  'cache-control': 'no-cache',
  vary: 'X-Forwarded-Prefix',
};

/** Whether somebody looks at an address with a browser, so that the page says what is there. */
const isPage = ({ url, headers }: FastifyRequest): boolean => {
  const [path = '/'] = url.split('?', 1);
  if (path === '/') return true;
  return !PROGRAM_ADDRESS.test(path) && (headers.accept ?? '').includes('text/html');
};

interface Page {
  readonly text: string;
  readonly etag: string;
}

/** The page as it has to be under a path: its scripts' addresses begin with it, and it says it to them. */
const pageUnder = (html: string, basePath: string): Page => {
  const text = html
    .replaceAll(/ (src|href)="\.\//g, ` $1="${basePath}/`)
    .replace('<meta name="base-path" content="" />', `<meta name="base-path" content="${basePath}" />`);
  return { text, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` };
};

/**
 * Serves the dashboard at / and at the addresses of its pages, its scripts and styles under /assets.
 * Where it was not built the server does without, and says so once.
 */
export const serveDashboard = async (app: NestFastifyApplication, configuredPath: string): Promise<void> => {
  const home = HOMES.map((path) => join(import.meta.dirname, path)).find((path) =>
    existsSync(join(path, 'index.html')),
  );
  if (home === undefined) {
    new Logger('Dashboard').warn('It was not built: npm run build does so.');
    return;
  }
  const html = readFileSync(join(home, 'index.html'), 'utf8');
  const fastify = app.getHttpAdapter().getInstance();
  await fastify.register(serveStatic, {
    root: join(home, 'assets'),
    prefix: '/assets/',
    decorateReply: false,
    preCompressed: true,
    immutable: true,
    maxAge: '365d',
  });
  const send = (request: FastifyRequest, reply: FastifyReply): void => {
    if (!isPage(request)) {
      reply.callNotFound();
      return;
    }
    const { text, etag } = pageUnder(html, basePathOf(request.headers, configuredPath));
    void reply.headers(HEADERS).header('etag', etag);
    if (namesTag(request.headers['if-none-match'], etag)) void reply.code(304).send();
    else void reply.send(text);
  };
  fastify.get('/', send);
  fastify.get('/*', send);
};
