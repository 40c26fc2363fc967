import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, getSchemaPath } from '@nestjs/swagger';
import { type DocumentedProblem, documentProblem } from './document-problem.js';
import { ProblemDto } from './problem.dto.js';
import { PROBLEM_MEDIA_TYPE } from './problem.js';

/** Documents a problem an operation may answer with, with an example. */
export const ApiProblem = (problem: DocumentedProblem): MethodDecorator =>
  applyDecorators(
    ApiExtraModels(ProblemDto),
    documentProblem(problem, (examples) => ({
      [PROBLEM_MEDIA_TYPE]: { schema: { $ref: getSchemaPath(ProblemDto) }, examples },
    })),
  );
