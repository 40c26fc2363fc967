import { applyDecorators } from '@nestjs/common';
import { API_PREFIX } from '../../common/api-prefix.js';
import { ApiAsking } from '../../common/problem/api-asking.js';
import { ApiProblem } from '../../common/problem/api-problem.js';

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
      code: 'dropped-detail',
      detail:
        'Usages before 2025-10-01T00:00:00Z were dropped, and only they could answer this: ask from there on, or without what needs them (a context, buckets of a time zone that are no whole hours of UTC).',
      instance,
    }),
    ApiAsking(instance),
  );
};
