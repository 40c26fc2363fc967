import { applyDecorators, HttpCode, HttpStatus, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { JSON_TYPE, PROTOBUF } from '../../common/media-types.js';
import { ApiRecording } from '../../common/problem/api-recording.js';
import { ApiBodies, type DocumentedBody } from '../../common/validation/api-bodies.js';
import { ApiOtlpProblem } from './api-otlp-problem.js';
import type { RequestType } from './messages.js';

interface DocumentedExport {
  readonly path: string;
  readonly summary: string;
  /** What is taken, and what becomes of it. */
  readonly takes: string;
  readonly bodies: Readonly<Record<string, DocumentedBody>>;
  readonly answer: Type;
  readonly request: RequestType<unknown>;
  /** Why a body may be no such request. */
  readonly fault: string;
}

/** Documents an operation of OTLP/HTTP. */
export const ApiExport = ({
  path,
  summary,
  takes,
  bodies,
  answer,
  request: { message, records },
  fault,
}: DocumentedExport): MethodDecorator =>
  applyDecorators(
    HttpCode(HttpStatus.OK),
    ApiOperation({
      summary,
      description: [
        `${takes} What is no usage is counted and ignored.`,
        'A pattern that is named by no UUID has the UUIDv5 of its name as its id. An export that is sent again counts nothing twice.',
        `The body is ${JSON_TYPE} or ${PROTOBUF}, packed or not. The answer comes in the encoding of the request once the usages are durable.`,
      ].join('\n\n'),
    }),
    ApiBodies(bodies),
    ApiExtraModels(answer),
    ApiResponse({
      status: HttpStatus.OK,
      description: `${message.name.replace('Request', 'Response')} of OTLP.`,
      content: {
        [JSON_TYPE]: { schema: { $ref: getSchemaPath(answer) }, example: {} },
        [PROTOBUF]: { schema: { type: 'string', format: 'binary' } },
      },
    }),
    ApiOtlpProblem({
      code: 'malformed-body',
      detail: `The body is no ${message.name}: ${fault}.`,
      instance: path,
    }),
    ApiOtlpProblem({
      code: 'body-too-large',
      detail: `The request has more than 10000 ${records} (BATCH_MAX_ITEMS).`,
      instance: path,
    }),
    ApiOtlpProblem({
      code: 'unsupported-media-type',
      detail: 'The content type is text/plain; it must be application/json or application/x-protobuf.',
      instance: path,
    }),
    ApiRecording(path, ApiOtlpProblem),
  );
