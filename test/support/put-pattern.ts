/** Describes a pattern, whatever comes of it. */
export const putPattern = (url: string, id: string, body: object): Promise<Response> =>
  fetch(`${url}/api/pattern-analytics/patterns/${id}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
