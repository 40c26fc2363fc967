import { applyDecorators } from '@nestjs/common';
import { ApiProblem } from './problem.dto.js';

/** A parameter that is refused, as an example. */
export interface RefusedParameter {
  readonly path: string;
  readonly parameter: string;
  readonly value: string;
  readonly code: string;
  /** What is allowed, in words. */
  readonly allowed: string;
}

/** Documents the problems that every question may end in: a wrong parameter, and no store. */
export const ApiQueryProblems = (example: RefusedParameter): MethodDecorator => {
  const { path, parameter, value, code, allowed } = example;
  const message = `${parameter} is "${value}"; it must be ${allowed}.`;
  return applyDecorators(
    ApiProblem({
      code: 'invalid-input',
      detail: message,
      instance: path,
      errors: [{ pointer: `/${parameter}`, code, allowed, message }],
    }),
    ApiProblem({
      code: 'store-unavailable',
      detail: 'The store is not available at the moment; try again with the same id.',
      instance: path,
    }),
  );
};
