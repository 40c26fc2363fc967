import type { Violation } from '../tracker-error.js';
import { Count, ListField, TextField } from '../validation/fields.js';

class ViolationDto implements Violation {
  @TextField('/outcome', 'JSON Pointer (RFC 6901) into the body, or / and the parameter’s name.')
  pointer!: string;
  @TextField('not_allowed', 'A stable word for programs.') code!: string;
  @TextField('one of success, failure, partial_success, error') allowed!: string;
  @TextField('outcome is "sucess"; it must be one of success, failure, partial_success, error.')
  message!: string;
}

/** A problem document (RFC 9457). */
export class ProblemDto {
  @TextField('urn:pattern-usage-tracker:problem:invalid-input') type!: string;
  @TextField('The input is wrong') title!: string;
  @Count(422) status!: number;
  @TextField('outcome is "sucess"; it must be one of success, failure, partial_success, error.')
  detail!: string;
  @TextField('/api/pattern-analytics/usage', 'The path of the request.') instance!: string;
  @ListField(ViolationDto) errors!: ViolationDto[];
}
