import { ApiResponse, type ApiResponseOptions } from '@nestjs/swagger';
import type { Violation } from '../tracker-error.js';
import { type ProblemCode, type ProblemDocument, ProblemError, PROBLEMS, toDocument } from './problem.js';

/** A problem that an operation may answer with, by an example. */
export interface DocumentedProblem {
  readonly code: ProblemCode;
  readonly detail: string;
  /** The path of the request. */
  readonly instance: string;
  readonly errors?: readonly Violation[];
}

type Examples = Record<string, { summary: string; value: ProblemDocument }>;
type Content = NonNullable<Extract<ApiResponseOptions, { content?: unknown }>['content']>;

const DOCUMENTED = Symbol('documented problems');

const RETRY_AFTER = {
  'Retry-After': {
    description: 'Seconds after which it is worth trying again; left out where it is not.',
    schema: { type: 'integer', minimum: 1 },
  },
} as const;

/**
 * Documents a problem of an operation beside its others; those of one status stand together, each with
 * its example.
 */
export const documentProblem =
  (problem: DocumentedProblem, contentOf: (examples: Examples) => Content): MethodDecorator =>
  (target, name, descriptor) => {
    const method = descriptor.value as object;
    const known = (Reflect.getMetadata(DOCUMENTED, method) ?? []) as DocumentedProblem[];
    // Decorators are applied from the last one up.
    const all = [problem, ...known.filter(({ code }) => code !== problem.code)];
    Reflect.defineMetadata(DOCUMENTED, all, method);
    const { status, title } = PROBLEMS[problem.code];
    const alike = all.filter(({ code }) => PROBLEMS[code].status === status);
    const examples = Object.fromEntries(
      alike.map(({ code, detail, errors, instance }) => [
        code,
        {
          summary: PROBLEMS[code].title,
          value: toDocument(new ProblemError(code, detail, errors), instance),
        },
      ]),
    );
    ApiResponse({
      status,
      // It is added to what is said of the status already.
      description: known.some(({ code }) => code === problem.code) ? '' : `${title}.`,
      ...(status === 503 ? { headers: RETRY_AFTER } : {}),
      content: contentOf(examples),
    })(target, name, descriptor);
  };
