import { ApiProperty } from '@nestjs/swagger';
import type { Violation } from '../tracker-error.js';

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
