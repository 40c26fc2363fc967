import { applyDecorators } from '@nestjs/common';
import { mediaTypesTaken } from '../media-types.js';
import { ApiProblem } from './api-problem.js';
import type { DocumentedProblem } from './document-problem.js';

/** Documents why a body may be refused before it is looked at. */
export const ApiBodyProblems = (
  instance: string,
  document: (problem: DocumentedProblem) => MethodDecorator = ApiProblem,
): MethodDecorator =>
  applyDecorators(
    document({
      code: 'malformed-body',
      detail: 'The request could not be read: Body is not valid JSON.',
      instance,
    }),
    document({
      code: 'body-too-large',
      detail: 'The body is larger than 10485760 bytes (BODY_LIMIT_BYTES).',
      instance,
    }),
    document({
      code: 'unsupported-media-type',
      detail: `The content type is text/plain; it must be ${mediaTypesTaken(instance).join(' or ')}.`,
      instance,
    }),
  );
