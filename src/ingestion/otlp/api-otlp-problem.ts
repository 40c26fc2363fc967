import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, getSchemaPath } from '@nestjs/swagger';
import { JSON_TYPE, PROTOBUF } from '../../common/media-types.js';
import { type DocumentedProblem, documentProblem } from '../../common/problem/document-problem.js';
import { ProblemDto } from '../../common/problem/problem.dto.js';
import { PROBLEM_MEDIA_TYPE } from '../../common/problem/problem.js';
import { withRpcStatus } from '../../common/problem/rpc-status.js';
import { Field } from '../../common/validation/fields.js';

/** A problem document that is a google.rpc.Status as well. */
class OtlpProblemDto extends ProblemDto {
  @Field.count(3, 'A google.rpc.Code.') code!: number;
  @Field.text('LogRecord.traceId must be text.', 'The same as detail.') message!: string;
}

/** Documents a problem of the OTLP source, which it answers in the encoding of the request. */
export const ApiOtlpProblem = (problem: DocumentedProblem): MethodDecorator =>
  applyDecorators(
    ApiExtraModels(OtlpProblemDto, ProblemDto),
    documentProblem(problem, (examples) => ({
      [JSON_TYPE]: {
        schema: { $ref: getSchemaPath(OtlpProblemDto) },
        examples: Object.fromEntries(
          Object.entries(examples).map(([code, { summary, value }]) => [
            code,
            { summary, value: withRpcStatus(value) },
          ]),
        ),
      },
      [PROTOBUF]: { schema: { type: 'string', format: 'binary', description: 'A google.rpc.Status.' } },
      // Of a request in neither encoding.
      ...(problem.code === 'unsupported-media-type'
        ? { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: getSchemaPath(ProblemDto) }, examples } }
        : {}),
    })),
  );
