import compress from '@fastify/compress';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import {
  CLOUD_EVENT,
  CLOUD_EVENT_BATCH,
  mediaTypeOf,
  mediaTypesTaken,
  NDJSON,
  PROTOBUF,
} from '../common/media-types.js';
import { ProblemError } from '../common/problem/problem.js';
import type { TrackerConfig } from '../config/config.js';
import { BodyBudget } from './body-budget.js';

const ENCODINGS = ['gzip', 'br', 'zstd', 'deflate', 'identity'] as const;
const PACKED = new Intl.ListFormat('en', { type: 'disjunction' }).format(
  ENCODINGS.filter((encoding) => encoding !== 'identity'),
);

const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0]!;

const hasBody = (request: FastifyRequest): boolean =>
  request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;

const isStream = (request: FastifyRequest): boolean =>
  mediaTypeOf(request.headers['content-type']) === NDJSON;

const refuseType = (request: FastifyRequest): ProblemError | undefined => {
  const type = mediaTypeOf(request.headers['content-type']);
  const taken = mediaTypesTaken(pathOf(request));
  if (taken.includes(type)) return undefined;
  return new ProblemError(
    'unsupported-media-type',
    `The content type is ${type}; it must be ${taken.join(' or ')}.`,
  );
};

/**
 * Teaches the server the kinds of bodies it takes beside JSON, packed ones, and how much of them it
 * may hold at a time. To be called before the routes are known.
 */
export const acceptBodies = async (
  app: NestFastifyApplication,
  { http }: Pick<TrackerConfig, 'http'>,
): Promise<void> => {
  const fastify = app.getHttpAdapter().getInstance();
  await fastify.register(compress, {
    globalCompression: false,
    globalDecompression: true,
    requestEncodings: [...ENCODINGS],
    onUnsupportedRequestEncoding: (encoding: string) =>
      new ProblemError(
        'unsupported-media-type',
        `The content encoding is ${encoding.slice(0, 64)}; it must be ${PACKED}, as far as this Node.js has it.`,
      ),
  });

  fastify.addContentTypeParser(NDJSON, (request, payload, done) => {
    const refusal = refuseType(request);
    if (refusal) done(refusal);
    else done(null, payload);
  });
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.addContentTypeParser<string>(
    [CLOUD_EVENT, CLOUD_EVENT_BATCH],
    { parseAs: 'string' },
    (request, body, done) => {
      const refusal = refuseType(request);
      if (refusal) done(refusal);
      else void parseJson(request, body, done);
    },
  );

  fastify.addContentTypeParser(PROTOBUF, { parseAs: 'buffer' }, (request, body, done) => {
    const refusal = refuseType(request);
    if (refusal) done(refusal);
    else done(null, body);
  });

  const budget = new BodyBudget(http.bodiesMaxBytes, http.bodyLimitBytes);
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!hasBody(request)) {
      done();
      return;
    }
    try {
      reply.raw.once('close', budget.take(request.headers));
    } catch (error) {
      done(error as Error);
      return;
    }
    if (!isStream(request)) {
      const timer = setTimeout(() => request.raw.destroy(), http.bodyTimeoutMs);
      const clear = (): void => clearTimeout(timer);
      request.raw.once('end', clear);
      reply.raw.once('close', clear);
    }
    done();
  });
};
