import { ApiProblem } from './api-problem.js';

/** Documents that a question may need usages that retention has dropped. */
export const ApiDroppedDetail = (instance: string): MethodDecorator =>
  ApiProblem({
    code: 'dropped-detail',
    detail:
      'Usages before 2025-10-01T00:00:00Z were dropped, and only they could answer this: ask from there on, or without what needs them (a context, buckets of a time zone that are no whole hours of UTC).',
    instance,
  });
