import { applyDecorators, Get, type Type } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { ApiPatternParam } from '../common/api/api-pattern-param.js';
import { EXAMPLE_ID } from '../common/example-id.js';
import { API_PREFIX } from '../common/api-prefix.js';
import { ApiAsking } from '../common/problem/api-asking.js';
import { ApiDroppedDetail } from '../common/problem/api-dropped-detail.js';
import { ApiProblem } from '../common/problem/api-problem.js';
import { ApiRefusal } from '../common/problem/api-refusal.js';
import { ApiKeptAnswer } from './api-kept-answer.js';

/** The fingerprint of a kind of error, in examples. */
const FINGERPRINT = '9f86d081884c7d65';

/** What the API's description says of a question. */
interface DocumentedQuestion {
  readonly summary: string;
  readonly description?: string;
  readonly answer: Type;
  /** The class of its parameters, and values of them that are refused, for an example. */
  readonly refuses?: readonly [parameters: new () => object, given: Readonly<Record<string, string>>];
  /** Whether it is about one pattern, which may not be known. */
  readonly needsPattern?: boolean;
  /** Whether it may need usages that were dropped. */
  readonly needsUsages?: boolean;
}

/**
 * Declares a question that is asked by GET: its route, its description, its answer (a JsonAnswer) and the
 * problems it may end in. Parameters of the route named id or pattern_id name a pattern.
 * @param route below the API's prefix; of several the first is the one that examples show.
 */
export const GetAnswer = (
  route: string | readonly string[],
  question: DocumentedQuestion,
): MethodDecorator => {
  const { summary, description, answer, refuses, needsPattern, needsUsages } = question;
  const [first, ...others] = typeof route === 'string' ? [route] : route;
  const ids = [...first!.matchAll(/:(id|pattern_id)\b/g)].map(([, name]) => name!);
  const pathOf = (id: string): string =>
    `/${API_PREFIX}/${first!.replace(/:(id|pattern_id)\b/, id).replace(/:\w+/, FINGERPRINT)}`;
  const instance = pathOf(EXAMPLE_ID);
  return applyDecorators(
    Get([first!, ...others]),
    ApiOperation({ summary, ...(description === undefined ? {} : { description }) }),
    ...ids.map(ApiPatternParam),
    ApiKeptAnswer(answer),
    ...(needsPattern
      ? [ApiProblem({ code: 'unknown-pattern', detail: `There is no pattern ${EXAMPLE_ID}.`, instance })]
      : []),
    ...(refuses ? [ApiRefusal(...refuses, pathOf(encodeURIComponent(refuses[1]['id'] ?? EXAMPLE_ID)))] : []),
    ...(needsUsages ? [ApiDroppedDetail(instance)] : []),
    ApiAsking(instance),
  );
};
