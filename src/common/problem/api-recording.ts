import { applyDecorators } from '@nestjs/common';
import { OverloadedError, StoreUnavailableError } from '../tracker-error.js';
import { ApiProblem } from './api-problem.js';
import type { DocumentedProblem } from './document-problem.js';

/** Documents what may keep the store from taking what is sent. */
export const ApiRecording = (
  instance: string,
  document: (problem: DocumentedProblem) => MethodDecorator = ApiProblem,
): MethodDecorator =>
  applyDecorators(
    document({ code: 'store-unavailable', detail: new StoreUnavailableError(undefined).message, instance }),
    document({ code: 'overloaded', detail: new OverloadedError(100_000, 3).message, instance }),
  );
