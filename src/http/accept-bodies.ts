import type { Transform } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { API_PREFIX } from '../common/api-prefix.js';
import { isBinaryEvent } from '../common/binary-event.js';
import {
  CLOUD_EVENT,
  CLOUD_EVENT_BATCH,
  foreignCharsetOf,
  isJsonType,
  JSON_TYPE,
  mediaTypeOf,
  mediaTypesTaken,
  NDJSON,
  PROTOBUF,
} from '../common/media-types.js';
import { OTLP_PATHS } from '../common/otlp-path.js';
import { ProblemError } from '../common/problem/problem.js';
import { hasBody } from '../common/has-body.js';
import { jsonWeight } from '../common/json-weight.js';
import { Upload } from '../common/upload.js';
import type { TrackerConfig } from '../config/config.js';
import { BodyBudget, type BodyShare } from '../common/body-budget.js';
import { lingerOnClose } from './linger-on-close.js';
import { readJsonBody } from './read-json-body.js';
import { receiveBody } from './receive-body.js';
import { decoderFor } from './decompress.js';

/** Types that say they are JSON, which the data of a CloudEvent may be. */
const OTHER_JSON = /^application\/[^;]*\+json/;

/** Where bodies hold things that are taken or refused one by one. */
const LISTS: ReadonlySet<string> = new Set([
  `/${API_PREFIX}/usage/batch`,
  `/${API_PREFIX}/patterns/bulk`,
  ...OTLP_PATHS,
]);

const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0]!;

const isStream = (request: FastifyRequest): boolean =>
  mediaTypeOf(request.headers['content-type']) === NDJSON;

const refuseType = (request: FastifyRequest): ProblemError | undefined => {
  const { headers } = request;
  const type = mediaTypeOf(headers['content-type']);
  const taken = mediaTypesTaken(pathOf(request));
  const charset = foreignCharsetOf(headers['content-type']);
  if (charset !== undefined) {
    return new ProblemError(
      'unsupported-media-type',
      `The content type declares the charset ${charset.slice(0, 64)}; bodies must be in UTF-8.`,
    );
  }
  if (isBinaryEvent(headers) && taken.includes(CLOUD_EVENT)) {
    if (isJsonType(type)) return undefined;
    return new ProblemError(
      'unsupported-media-type',
      `The content type is ${type}; the data of a CloudEvent in binary mode must be ${JSON_TYPE}, one usage.`,
    );
  }
  if (taken.includes(type)) return undefined;
  return new ProblemError(
    'unsupported-media-type',
    `The content type is ${type}; it must be ${taken.join(' or ')}.`,
  );
};

/** What the hooks and parsers of a server share. */
interface Bodies {
  readonly budget: BodyBudget;
  readonly shares: WeakMap<FastifyRequest, BodyShare>;
  /** How long a body may take to arrive. */
  readonly timeoutMs: number;
}

/** Decompresses a body and holds it to its limits while it arrives. */
const limitBodies = (fastify: FastifyInstance, { budget, shares, timeoutMs }: Bodies): void => {
  fastify.addHook('preParsing', (request, reply, raw, done) => {
    const isUpload = isStream(request);
    if (!isUpload && !hasBody(request.raw)) {
      done(null, raw);
      return;
    }
    let decoder: Transform | undefined;
    try {
      decoder = decoderFor(request.headers['content-encoding']);
    } catch (error) {
      done(error as Error);
      return;
    }
    const limitName = isUpload ? 'STREAM_LIMIT_BYTES' : 'BODY_LIMIT_BYTES';
    const { payload, fail } = receiveBody(request.raw, decoder, limitName);
    const share = budget.open(fail);
    shares.set(request, share);
    reply.raw.once('close', () => budget.close(share));
    reply.raw.once('finish', () => {
      if (!request.raw.complete) request.raw.socket.destroySoon();
    });
    if (!isUpload) {
      payload.on('data', (data: Buffer) => {
        if (reply.raw.headersSent || share.take(jsonWeight(data))) return;
        budget.close(share);
        fail(budget.overloaded());
      });
      payload.once('end', () => share.await(false));
      const timer = setTimeout(() => request.raw.destroy(), timeoutMs);
      const clear = (): void => clearTimeout(timer);
      request.raw.once('end', clear);
      reply.raw.once('close', clear);
    }
    done(null, payload);
  });
};

const parseStreams = (fastify: FastifyInstance, { shares }: Bodies): void => {
  fastify.addContentTypeParser(NDJSON, (request, payload, done) => {
    const refusal = refuseType(request);
    const share = shares.get(request);
    if (refusal || !share) {
      done(refusal ?? null, payload);
      return;
    }
    const upload = new Upload(payload, share);
    share.giveWay = (error) => upload.stop(error);
    done(null, upload);
  });
};

const parseJson = (fastify: FastifyInstance): void => {
  fastify.removeContentTypeParser(JSON_TYPE);
  for (const type of [JSON_TYPE, CLOUD_EVENT, CLOUD_EVENT_BATCH, OTHER_JSON]) {
    fastify.addContentTypeParser<Buffer>(type, { parseAs: 'buffer' }, (request, body, done) => {
      try {
        const refusal = refuseType(request);
        if (refusal) throw refusal;
        done(null, readJsonBody(body, LISTS.has(pathOf(request))));
      } catch (error) {
        done(error as Error);
      }
    });
  }
};

/**
 * Teaches the server the kinds of bodies it takes beside JSON, compressed ones, and how much of them it
 * may hold at a time. To be called before the routes are known.
 */
export const acceptBodies = (app: NestFastifyApplication, { http }: Pick<TrackerConfig, 'http'>): void => {
  const fastify = app.getHttpAdapter().getInstance();
  lingerOnClose(app.getHttpServer());
  const budget = new BodyBudget(http.bodiesMaxBytes);
  const bodies: Bodies = { budget, shares: new WeakMap(), timeoutMs: http.bodyTimeoutMs };
  limitBodies(fastify, bodies);
  parseStreams(fastify, bodies);
  parseJson(fastify);
  fastify.addContentTypeParser(PROTOBUF, { parseAs: 'buffer' }, (request, body, done) => {
    const refusal = refuseType(request);
    if (refusal) done(refusal);
    else done(null, body);
  });
};
