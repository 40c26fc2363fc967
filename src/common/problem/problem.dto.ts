import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import type { Violation } from '../tracker-error.js';
import { PROBLEM_MEDIA_TYPE, ProblemError, PROBLEMS, toDocument, type ProblemCode } from './problem.js';

class ViolationDto implements Violation {
  @ApiProperty({
    description: 'JSON Pointer (RFC 6901) into the body, or / and the parameter’s name.',
    example: '/outcome',
  })
  pointer!: string;

  @ApiProperty({ description: 'A stable word for programs.', example: 'not_allowed' })
  code!: string;

  @ApiProperty({ example: 'one of success, failure, partial_success, error' })
  allowed!: string;

  @ApiProperty({
    example: 'outcome is "sucess"; it must be one of success, failure, partial_success, error.',
  })
  message!: string;
}

/** A problem document (RFC 9457). */
export class ProblemDto {
  @ApiProperty({ example: 'urn:pattern-usage-tracker:problem:invalid-input' })
  type!: string;

  @ApiProperty({ example: 'The input is wrong' })
  title!: string;

  @ApiProperty({ type: 'integer', example: 422 })
  status!: number;

  @ApiProperty({
    example: 'outcome is "sucess"; it must be one of success, failure, partial_success, error.',
  })
  detail!: string;

  @ApiProperty({ description: 'The path of the request.', example: '/api/pattern-analytics/usage' })
  instance!: string;

  @ApiProperty({ type: [ViolationDto] })
  errors!: ViolationDto[];
}

export interface DocumentedProblem {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly instance: string;
  readonly errors?: readonly Violation[];
}

/** Documents a problem an operation may answer with, with an example. */
export const ApiProblem = ({ code, detail, instance, errors }: DocumentedProblem): MethodDecorator =>
  applyDecorators(
    ApiExtraModels(ProblemDto),
    ApiResponse({
      status: PROBLEMS[code].status,
      description: PROBLEMS[code].title,
      content: {
        [PROBLEM_MEDIA_TYPE]: {
          schema: { $ref: getSchemaPath(ProblemDto) },
          example: toDocument(new ProblemError(code, detail, errors), instance),
        },
      },
    }),
  );
