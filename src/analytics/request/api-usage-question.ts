import { applyDecorators } from '@nestjs/common';
import { API_PREFIX } from '../../common/api-prefix.js';
import { ApiProblem } from '../../common/problem/problem.dto.js';

const RANGES = 'one of 1d, 7d, 30d, 90d';

/** Documents the problems that every question about a range can end in. */
export const ApiUsageQuestion = (route: string): MethodDecorator => {
  const instance = `/${API_PREFIX}/${route}`;
  const message = `time_range is "2d"; it must be ${RANGES}.`;
  return applyDecorators(
    ApiProblem({
      code: 'invalid-input',
      detail: message,
      instance,
      errors: [{ pointer: '/time_range', code: 'not_allowed', allowed: RANGES, message }],
    }),
    ApiProblem({
      code: 'store-unavailable',
      detail: 'The store is not available at the moment; try again with the same id.',
      instance,
    }),
  );
};
