import { applyDecorators } from '@nestjs/common';
import { ApiAsking } from './api-asking.js';
import { ApiProblem } from './api-problem.js';

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
    ApiAsking(path),
  );
};
