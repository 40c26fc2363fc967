import { applyDecorators, type Type } from '@nestjs/common';
import { ApiOkResponse, ApiResponse } from '@nestjs/swagger';

/** The header of an answer that a client may keep. */
export const ETAG_HEADER = {
  ETag: {
    description: 'Of this answer in this packing; sent as If-None-Match it saves the same answer.',
    schema: { type: 'string' },
  },
} as const;

/** Documents an answer that is sent as a JsonAnswer. */
export const ApiKeptAnswer = (type: Type): MethodDecorator =>
  applyDecorators(
    ApiOkResponse({ type, headers: ETAG_HEADER }),
    ApiResponse({ status: 304, description: 'The answer that If-None-Match names.', headers: ETAG_HEADER }),
  );
