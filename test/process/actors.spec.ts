import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { scratchDataDir } from '../support/scratch.js';
import { spawnedServers } from '../support/spawned-servers.js';

const API = '/api/pattern-analytics';
const ACTOR = 'dana.whistleblower@example.com';
const USAGE = { pattern: 'acme/code-review', outcome: 'success', actor: ACTOR };
const EVENT = { specversion: '1.0', source: '/s', type: 't', id: '1', time: '2026-03-01T12:00:00Z' };
const JSON_TYPE = 'application/json';

const start = spawnedServers();

/** Each source with its address, its media type and a body. */
const SOURCES: readonly (readonly [path: string, type: string, body: string])[] = [
  [`${API}/usage`, JSON_TYPE, JSON.stringify(USAGE)],
  [`${API}/usage/batch`, JSON_TYPE, JSON.stringify([USAGE])],
  [`${API}/usage/batch`, 'application/x-ndjson', JSON.stringify(USAGE)],
  [`${API}/usage`, 'application/cloudevents+json', JSON.stringify({ ...EVENT, data: USAGE })],
  [`${API}/feedback`, JSON_TYPE, JSON.stringify({ pattern: USAGE.pattern, success: true, actor: ACTOR })],
  [
    '/v1/logs',
    JSON_TYPE,
    JSON.stringify({
      resourceLogs: [
        {
          scopeLogs: [
            {
              logRecords: [
                {
                  timeUnixNano: '1772366400000000000',
                  eventName: 'claude_code.skill_activated',
                  attributes: [
                    { key: 'skill.name', value: { stringValue: USAGE.pattern } },
                    { key: 'actor', value: { stringValue: ACTOR } },
                  ],
                },
              ],
            },
          ],
        },
      ],
    }),
  ],
];

const post = (url: string, type: string, body: string): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'content-type': type }, body });

/** The actors of all usages as an export has them. */
const actorsAt = async (url: string): Promise<string[]> => {
  const answer = await fetch(
    `${url}${API}/usages/export?format=ndjson&include=unknown&from=2026-01-01T00:00:00Z`,
  );
  const lines = (await answer.text()).split('\n').filter((line) => line !== '');
  return lines.map((line) => (JSON.parse(line) as { actor: string }).actor);
};

/** The files under a directory that hold a text. */
const filesWith = (directory: string, text: string): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text));

it('keeps of an actor one hash from every source and after a restart, and writes the name nowhere', async () => {
  const env = { DATA_DIR: scratchDataDir(), LOG_LEVEL: 'trace', LOG_SQL: 'slow:1' };
  const first = start(env);
  const url = await first.listening();
  for (const [path, type, body] of SOURCES)
    expect([path, (await post(url + path, type, body)).ok]).toEqual([path, true]);
  const refused = await post(
    `${url}${API}/usage`,
    JSON_TYPE,
    JSON.stringify({ ...USAGE, actor: ACTOR.repeat(9) }),
  );
  expect(refused.status).toBe(422);
  expect(await refused.text()).not.toContain(ACTOR);
  await first.kill('SIGTERM');

  const second = start(env);
  const again = await second.listening();
  await post(`${again}${API}/usage`, JSON_TYPE, JSON.stringify(USAGE));
  const [actor, ...others] = await actorsAt(again);
  expect(actor).toMatch(/^hashed:[\da-f]{32}$/);
  expect(others).toEqual(SOURCES.map(() => actor));
  await second.kill('SIGTERM');
  expect(filesWith(env.DATA_DIR, USAGE.pattern)).not.toEqual([]);
  expect(filesWith(env.DATA_DIR, ACTOR)).toEqual([]);
  expect(first.output + second.output).not.toContain(ACTOR);
}, 120_000);
