import { applyDecorators } from '@nestjs/common';
import { TooManyQuestionsError } from '../tracker-error.js';
import { ApiProblem } from './api-problem.js';
import { ApiStoreUnavailable } from './api-store-unavailable.js';

/** Documents what every question to the store may end in. */
export const ApiAsking = (instance: string): MethodDecorator =>
  applyDecorators(
    ApiStoreUnavailable(instance),
    ApiProblem({ code: 'too-many-questions', detail: new TooManyQuestionsError(100).message, instance }),
  );
