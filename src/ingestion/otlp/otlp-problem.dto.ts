import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { JSON_TYPE, PROTOBUF } from '../../common/media-types.js';
import { type DocumentedProblem, ProblemDto } from '../../common/problem/problem.dto.js';
import { ProblemError, PROBLEMS, toDocument } from '../../common/problem/problem.js';
import { withRpcStatus } from '../../common/problem/rpc-status.js';

/** A problem document that is a google.rpc.Status as well. */
class OtlpProblemDto extends ProblemDto {
  @ApiProperty({ type: 'integer', description: 'A google.rpc.Code.', example: 3 })
  code!: number;

  @ApiProperty({ description: 'The same as detail.', example: 'LogRecord.traceId must be text.' })
  message!: string;
}

/** Documents a problem of the OTLP door, which it answers in the encoding of the request. */
export const ApiOtlpProblem = ({ code, detail, instance }: DocumentedProblem): MethodDecorator =>
  applyDecorators(
    ApiExtraModels(OtlpProblemDto),
    ApiResponse({
      status: PROBLEMS[code].status,
      description: `${PROBLEMS[code].title}; in protobuf a google.rpc.Status.`,
      content: {
        [JSON_TYPE]: {
          schema: { $ref: getSchemaPath(OtlpProblemDto) },
          example: withRpcStatus(toDocument(new ProblemError(code, detail), instance)),
        },
        [PROTOBUF]: { schema: { type: 'string', format: 'binary' } },
      },
    }),
  );
