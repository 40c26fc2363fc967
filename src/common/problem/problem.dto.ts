import type { Violation } from '../tracker-error.js';
import { Field } from '../validation/fields.js';

class ViolationDto implements Violation {
  @Field.text('/outcome', 'JSON Pointer (RFC 6901) into the body, or / and the parameter’s name.')
  pointer!: string;
  @Field.text('not_allowed', 'A stable word for programs.') code!: string;
  @Field.text('one of success, failure, partial_success, error') allowed!: string;
  @Field.text('outcome is "sucess"; it must be one of success, failure, partial_success, error, unknown.')
  message!: string;
}

/** A problem document (RFC 9457). */
export class ProblemDto {
  @Field.text('urn:pattern-usage-tracker:problem:invalid-input') type!: string;
  @Field.text('The input is wrong') title!: string;
  @Field.count(422) status!: number;
  @Field.text('outcome is "sucess"; it must be one of success, failure, partial_success, error, unknown.')
  detail!: string;
  @Field.text('/api/pattern-analytics/usage', 'The path of the request.') instance!: string;
  @Field.list(ViolationDto) errors!: ViolationDto[];
}
