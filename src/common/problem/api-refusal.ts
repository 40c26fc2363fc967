import { violationsOf } from '../validation/validate-dto.js';
import { ApiProblem } from './api-problem.js';

/**
 * Documents that an operation refuses wrong input, by the answer to an example of it.
 * @param given fields of that class, one of which is wrong or missing.
 * @param instance the path of the request.
 */
export const ApiRefusal = (dto: new () => object, given: object, instance: string): MethodDecorator => {
  const [violation] = violationsOf(dto, given);
  if (!violation) throw new TypeError(`${JSON.stringify(given)} is no example of what is refused.`);
  return ApiProblem({ code: 'invalid-input', detail: violation.message, instance, errors: [violation] });
};
