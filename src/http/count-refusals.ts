import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SourceCounts, ingestionSourceOf } from '../ingestion/index.js';

/** Statuses of requests that are refused as a whole, before it is known how many usages they bring. */
const CODES: Readonly<Record<number, string>> = {
  400: 'malformed_body',
  413: 'body_too_large',
  415: 'unsupported_media_type',
};

/** Counts such requests by their source, as one each. To be called before the routes are known. */
export const countRefusals = (app: NestFastifyApplication): void => {
  const counts = app.get(SourceCounts, { strict: false });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onResponse', (request, reply, done) => {
      const code = CODES[reply.statusCode];
      if (code !== undefined && request.method === 'POST') {
        const source = ingestionSourceOf(request.url.split('?', 1)[0]!, request.headers);
        if (source) counts.refuse(source, code);
      }
      done();
    });
};
