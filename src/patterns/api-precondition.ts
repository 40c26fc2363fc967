import { applyDecorators } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { ApiProblem } from '../common/problem/api-problem.js';
import { changedMeanwhile } from '../common/problem/changed-meanwhile.js';

/** Documents what a change of a pattern may expect of it. */
export const ApiPrecondition = (instance: string): MethodDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'If-Match',
      required: false,
      description: 'The ETag that the pattern must still have, or several; * for any pattern that is known.',
      schema: { type: 'string', pattern: '^([*]|(W/)?"[^"]*"( *, *(W/)?"[^"]*")*)$' },
    }),
    ApiHeader({
      name: 'If-None-Match',
      required: false,
      description: '* where the pattern must not be known yet, or ETags that it must not have.',
    }),
    ApiProblem({ code: 'changed-meanwhile', detail: changedMeanwhile().message, instance }),
  );
