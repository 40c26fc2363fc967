import createClient from 'openapi-fetch';
import { BASE_PATH } from './base-path.js';
import { type ProblemDocument, RequestProblem } from './problem.js';
import type { components, paths } from './schema.js';

export type Schemas = components['schemas'];

/** The address of the server that this page came from. */
export const SERVER = window.location.origin + BASE_PATH;

export const api = createClient<paths>({
  baseUrl: SERVER,
  // As the API wants lists: a,b.
  querySerializer: { array: { style: 'form', explode: false } },
});

interface Outcome<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

const isProblem = (value: unknown): value is ProblemDocument =>
  typeof value === 'object' && value !== null && 'detail' in value && 'title' in value;

/**
 * What a request answered.
 * @throws RequestProblem where the server refused it or was not there.
 */
export const answerOf = async <Data>(request: Promise<Outcome<Data>>): Promise<Data> => {
  const { data, error, response } = await request.catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new RequestProblem(
      { title: 'The server does not answer', detail: 'It may be stopped or out of reach.', status: 0 },
      { cause },
    );
  });
  if (data !== undefined) return data;
  if (isProblem(error)) throw new RequestProblem(error);
  throw new RequestProblem({
    title: 'The answer could not be read',
    detail: `The server answered ${String(response.status)} ${response.statusText}.`,
    status: response.status,
  });
};
