import { expect } from '@jest/globals';

const API = '/api/pattern-analytics';

/** Sends a body to a running server, which takes it. */
export const send = async (url: string, path: string, body: object, method = 'POST'): Promise<Response> => {
  const response = await fetch(url + API + path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect([200, 201]).toContain(response.status);
  return response;
};
/** Records usages in one batch. */
export const record = (url: string, ...usages: object[]): Promise<Response> =>
  send(url, '/usage/batch', usages);
export const success = (pattern_id: string, more: object = {}): object => ({
  pattern_id,
  outcome: 'success',
  ...more,
});
