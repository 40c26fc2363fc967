import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { JsonAnswer } from '../cache/json-answer.js';
import { acceptedEncoding } from './accepted-encoding.js';
import { namesTag } from './names-tag.js';

/** A smaller body gains nothing. */
const MIN_COMPRESSED_BYTES = 1024;

const NOT_MODIFIED = 304;

/** Fastify takes bytes from a serializer as well as text. */
const asIs = (body: string): string => body;

const varyByCoding = (reply: FastifyReply): void => {
  const vary = reply.getHeader('vary');
  void reply.header('vary', vary === undefined ? 'Accept-Encoding' : `${String(vary)}, Accept-Encoding`);
};

/** The bytes of an answer as this client takes them, none if it has them; the headers are set. */
const bodyFor = async (
  { headers, method }: FastifyRequest,
  reply: FastifyReply,
  answer: JsonAnswer,
): Promise<Buffer | null> => {
  const isWorthIt = answer.body.length >= MIN_COMPRESSED_BYTES;
  const encoding = isWorthIt ? acceptedEncoding(headers['accept-encoding']) : undefined;
  const etag = answer.etag(encoding);
  varyByCoding(reply);
  // Kept by the client, and asked for again each time: nobody else knows when it is out of date.
  void reply.header('etag', etag).header('cache-control', 'private, no-cache').serializer(asIs);
  // Of what changes something it is a condition (RFC 9110, 13.1.2).
  const isRead = method === 'GET' || method === 'HEAD';
  if (isRead && namesTag(headers['if-none-match'], etag)) {
    void reply.code(NOT_MODIFIED).removeHeader('content-type');
    return null;
  }
  if (encoding === undefined) return answer.body;
  void reply.header('content-encoding', encoding);
  return answer.compressedAs(encoding);
};

/**
 * Whatever a controller returns as a JsonAnswer is sent as the bytes it holds, with an ETag, compressed
 * if the client takes that, or as 304 if it has them. To be called before the routes are known.
 */
export const sendJsonAnswers = (app: NestFastifyApplication): void => {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('preSerialization', (request, reply, payload, done) => {
      if (!(payload instanceof JsonAnswer)) {
        done(null, payload);
        return;
      }
      bodyFor(request, reply, payload).then(
        (body) => done(null, body),
        (error: unknown) => done(error as Error),
      );
    });
};
