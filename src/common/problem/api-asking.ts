import { applyDecorators } from '@nestjs/common';
import { TooManyQuestionsError } from '../tracker-error.js';
import { ApiProblem } from './api-problem.js';

/** Documents what every question to the store may end in. */
export const ApiAsking = (instance: string): MethodDecorator =>
  applyDecorators(
    ApiProblem({
      code: 'store-unavailable',
      detail: 'The store is not available at the moment; try again.',
      instance,
    }),
    ApiProblem({ code: 'too-many-questions', detail: new TooManyQuestionsError(100).message, instance }),
  );
