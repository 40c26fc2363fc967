import { describe, expect, it } from '@jest/globals';
import { NotFoundException } from '@nestjs/common';
import { StoreUnavailableError } from '../tracker-error.js';
import { toProblem } from './to-problem.js';
import { toDocument } from './problem.js';

const request = { method: 'GET', path: '/a', contentType: undefined, bodyLimitBytes: 10 };
const documentOf = (error: unknown): object => toDocument(toProblem(error, request), '/a');

describe('toProblem', () => {
  it('says nothing of what nobody foresaw', () => {
    for (const error of [new Error('SELECT secret FROM /etc/passwd'), 'text', null, undefined, { a: 1 }]) {
      expect(documentOf(error)).toEqual({
        type: 'urn:pattern-usage-tracker:problem:internal-error',
        title: 'Something went wrong on the server',
        status: 500,
        detail:
          'The server met an unexpected error; its log has the details under the X-Correlation-Id of this answer.',
        instance: '/a',
        errors: [],
      });
    }
  });

  it('says nothing of why the store is not available', () => {
    const error = new StoreUnavailableError(new Error('password authentication failed'));
    expect(documentOf(error)).toMatchObject({
      status: 503,
      detail: 'The store is not available at the moment; try again.',
    });
  });

  it.each(['GET', 'DELETE', 'PUT'])('tells %s, which has no id, only to try again', (method) => {
    const problem = toProblem(new StoreUnavailableError(new Error('gone')), { ...request, method });
    expect(problem.message).toBe('The store is not available at the moment; try again.');
    const write = toProblem(new StoreUnavailableError(new Error('gone')), { ...request, method: 'POST' });
    expect(write.message).toContain('try again with the same id');
  });

  it('calls worth another try only what may pass', () => {
    const retryAfter = (passes: boolean): number =>
      toProblem(new StoreUnavailableError(new Error('no'), 'A fault.', passes), request).retryAfterSeconds;
    expect([retryAfter(true), retryAfter(false)]).toEqual([1, 0]);
  });

  it.each([
    [new NotFoundException(), 404, 'There is no GET /a.'],
    [{ statusCode: 413 }, 413, 'The body is larger than 10 bytes (BODY_LIMIT_BYTES).'],
    [{ statusCode: 415 }, 415, 'The content type is missing; it must be application/json.'],
    [{ statusCode: 503 }, 503, 'The server is shutting down; try again in a moment.'],
    [
      { statusCode: 400, message: 'Body is not valid JSON.' },
      400,
      'The request could not be read: Body is not valid JSON.',
    ],
  ])('tells what Fastify and Nest refuse: %j', (error, status, detail) => {
    expect(documentOf(error)).toMatchObject({ status, detail });
  });
});
