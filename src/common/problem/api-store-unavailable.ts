import { ApiProblem } from './api-problem.js';

/** Documents that the store may be away. */
export const ApiStoreUnavailable = (instance: string): MethodDecorator =>
  ApiProblem({
    code: 'store-unavailable',
    detail: 'The store is not available at the moment; try again.',
    instance,
  });
