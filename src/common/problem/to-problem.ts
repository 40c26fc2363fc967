import { HttpException } from '@nestjs/common';
import { mediaTypesTaken } from '../media-types.js';
import {
  DroppedDetailError,
  InvalidInputError,
  OverloadedError,
  StoreUnavailableError,
  TooManyExportsError,
  TooManyQuestionsError,
  UnknownPatternError,
} from '../tracker-error.js';
import { ProblemError, type ProblemCode } from './problem.js';

/** What a request asked for, as far as its refusal has to name it. */
export interface RefusedRequest {
  readonly method: string;
  readonly path: string;
  readonly contentType: string | undefined;
  readonly bodyLimitBytes: number;
}

const statusOf = (error: unknown): number => {
  if (error instanceof HttpException) return error.getStatus();
  const statusCode = (error as { statusCode?: unknown } | null | undefined)?.statusCode;
  return typeof statusCode === 'number' ? statusCode : 500;
};

const detailOf = (error: unknown, status: number, request: RefusedRequest): [ProblemCode, string] => {
  const { method, path, contentType, bodyLimitBytes } = request;
  switch (status) {
    case 404:
    case 405:
      return ['unknown-route', `There is no ${method} ${path}.`];
    case 413:
      return ['body-too-large', `The body is larger than ${bodyLimitBytes} bytes (BODY_LIMIT_BYTES).`];
    case 415:
      return [
        'unsupported-media-type',
        `The content type is ${contentType ?? 'missing'}; it must be ${mediaTypesTaken(path).join(' or ')}.`,
      ];
    case 503:
      return ['shutting-down', 'The server is shutting down; try again in a moment.'];
    default:
      return [
        'malformed-body',
        `The request could not be read: ${(error as Error).message.replace(/\.$/, '')}.`,
      ];
  }
};

/** What is read or erased has no id of its own; what will not pass is not called worth another try. */
const unavailable = ({ message, passes }: StoreUnavailableError, method: string): ProblemError => {
  const detail = method === 'POST' ? message : message.replace(' with the same id', '');
  return new ProblemError('store-unavailable', detail, [], passes ? 1 : 0);
};

/** Any error as the problem its caller is told; what nobody foresaw says nothing of its insides. */
export const toProblem = (error: unknown, request: RefusedRequest): ProblemError => {
  if (error instanceof ProblemError) return error;
  if (error instanceof InvalidInputError)
    return new ProblemError('invalid-input', error.message, error.violations);
  if (error instanceof DroppedDetailError) return new ProblemError('dropped-detail', error.message);
  if (error instanceof UnknownPatternError) return new ProblemError('unknown-pattern', error.message);
  if (error instanceof StoreUnavailableError) return unavailable(error, request.method);
  if (error instanceof OverloadedError)
    return new ProblemError('overloaded', error.message, [], error.retryAfterSeconds);
  if (error instanceof TooManyQuestionsError)
    return new ProblemError('too-many-questions', error.message, [], error.retryAfterSeconds);
  if (error instanceof TooManyExportsError)
    return new ProblemError('too-many-exports', error.message, [], error.retryAfterSeconds);
  const status = statusOf(error);
  if ((status >= 400 && status < 500) || status === 503) {
    return new ProblemError(...detailOf(error, status, request));
  }
  return new ProblemError(
    'internal-error',
    'The server met an unexpected error; its log has the details under the X-Correlation-Id of this answer.',
  );
};
