import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { openHttpApp } from '../support/http-app.js';

interface Media {
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
  readonly schema?: { readonly $ref?: string };
}
type Content = Readonly<Record<string, Media>>;
interface Operation {
  readonly operationId: string;
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}
interface Property {
  readonly $ref?: string;
  readonly example?: unknown;
  readonly default?: unknown;
  readonly items?: Property;
  readonly allOf?: Property[];
}

let app: NestFastifyApplication;
let paths: [path: string, method: string, operation: Operation][] = [];
let schemas: Record<string, { readonly properties?: Record<string, Property> }> = {};
const api = (): ReturnType<typeof request> => request(app.getHttpServer());

beforeAll(async () => {
  app = await openHttpApp();
  const { body } = await api().get('/docs-json').expect(200);
  paths = Object.entries(body.paths as Record<string, Record<string, Operation>>).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): (typeof paths)[number] => [path, method, operation]),
  );
  schemas = body.components.schemas;
});
afterAll(() => app.close());

describe('the API’s description', () => {
  it('names every route of the server', () => {
    const routes = paths.map(([path, method]) => `${method.toUpperCase()} ${path}`).sort();
    const prefix = '/api/pattern-analytics';
    expect(routes).toEqual(
      [
        'GET /health',
        'GET /health/live',
        'GET /health/ready',
        'GET /metrics',
        `DELETE ${prefix}/patterns/{id}/usages`,
        `DELETE ${prefix}/usages`,
        `GET ${prefix}/usage-stats/export`,
        `GET ${prefix}/usages/export`,
        `GET ${prefix}/health`,
        `GET ${prefix}/health/live`,
        `GET ${prefix}/health/ready`,
        `GET ${prefix}/dashboard-summary`,
        `GET ${prefix}/emerging-patterns`,
        `GET ${prefix}/patterns`,
        `GET ${prefix}/patterns/export`,
        `POST ${prefix}/patterns/bulk`,
        `GET ${prefix}/patterns/to-retire`,
        `GET ${prefix}/patterns/{id}`,
        `GET ${prefix}/patterns/{id}/life-cycle`,
        `PUT ${prefix}/patterns/{id}/state`,
        `GET ${prefix}/patterns/{id}/effectiveness`,
        `GET ${prefix}/quality-metrics`,
        `GET ${prefix}/stats`,
        `GET ${prefix}/success-rates`,
        `GET ${prefix}/top-patterns`,
        `GET ${prefix}/top-performing`,
        `GET ${prefix}/errors`,
        `GET ${prefix}/errors/{fingerprint_id}/usages`,
        `GET ${prefix}/patterns/{id}/recommendation`,
        `GET ${prefix}/performance-correlation`,
        `GET ${prefix}/quality-trends`,
        `GET ${prefix}/recommendations`,
        `GET ${prefix}/adoption`,
        `GET ${prefix}/time-series`,
        `GET ${prefix}/trends`,
        `POST ${prefix}/compare`,
        `GET ${prefix}/usage-stats`,
        `GET ${prefix}/usage-stats/totals`,
        `GET ${prefix}/discovery-rate`,
        `GET ${prefix}/overview`,
        `GET ${prefix}/ingestion`,
        `GET ${prefix}/ingestion/unmapped`,
        `GET ${prefix}/jobs`,
        `GET ${prefix}/pattern/{pattern_id}/history`,
        `GET ${prefix}/patterns/{pattern_id}/history`,
        `GET ${prefix}/relationships`,
        `GET ${prefix}/search`,
        `GET ${prefix}/stream`,
        `POST ${prefix}/feedback`,
        `POST ${prefix}/usage`,
        `POST ${prefix}/usage/batch`,
        `PUT ${prefix}/patterns/{id}`,
        'POST /v1/logs',
        'POST /v1/metrics',
        'POST /v1/traces',
      ].sort(),
    );
    const ids = paths.map(([, , { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has an example for every body, and the server takes it', async () => {
    const bodies = paths.flatMap(([path, method, { requestBody }]) =>
      requestBody ? [{ path, method, media: requestBody.content['application/json']! }] : [],
    );
    expect(bodies).toHaveLength(10);
    for (const { path, method, media } of bodies) {
      const examples = Object.values(media.examples ?? {});
      expect(examples.length).toBeGreaterThan(0);
      for (const { value } of examples) {
        const address = path.replace('{id}', '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42');
        const { status } = await api()
          [method as 'post'](address)
          .send(value as object);
        expect([200, 201]).toContain(status);
      }
    }
  });

  it('has an example for every error, of the status under which it stands', () => {
    const problems = paths.flatMap(([path, , { responses }]) =>
      Object.entries(responses)
        .filter(([status]) => Number(status) >= 400 && !path.includes('/health'))
        .map(([status, { content }]) => ({ status: Number(status), content })),
    );
    expect(problems.length).toBeGreaterThan(15);
    for (const { status, content } of problems) {
      // OTLP wants its problems in the encoding of the request.
      const { examples } = (content!['application/problem+json'] ?? content!['application/json'])!;
      for (const { value } of Object.values(examples!)) {
        expect(value).toMatchObject({
          status,
          title: expect.any(String),
          detail: expect.stringMatching(/\.$/),
        });
      }
    }
  });

  it('has a schema of its own for each content type of a body', () => {
    for (const [path, , { requestBody }] of paths) {
      const described = Object.values(requestBody?.content ?? {}).map(({ schema }) => JSON.stringify(schema));
      expect([path, new Set(described).size]).toEqual([path, described.length]);
      expect(described).not.toContain(undefined);
    }
  });

  it('has both reasons why a question may have to wait, and those of exports', () => {
    const examplesOf = (path: string): string[] => {
      const [, , operation] = paths.find(([one, method]) => one.endsWith(path) && method === 'get')!;
      return Object.keys(operation.responses['503']!.content!['application/problem+json']!.examples!).sort();
    };
    expect(examplesOf('/usage-stats')).toEqual(['store-unavailable', 'too-many-questions']);
    expect(examplesOf('/patterns/export')).toEqual(['store-unavailable', 'too-many-exports']);
    expect(examplesOf('/usage-stats/export')).toEqual([
      'store-unavailable',
      'too-many-exports',
      'too-many-questions',
    ]);
    expect(examplesOf('/stream')).toEqual(['store-unavailable', 'too-many-questions', 'too-many-streams']);
  });

  it('has an example for every field of an answer', () => {
    for (const [name, { properties = {} }] of Object.entries(schemas)) {
      for (const [field, property] of Object.entries(properties)) {
        const described =
          property.example !== undefined ||
          property.default !== undefined ||
          property.$ref !== undefined ||
          property.allOf !== undefined ||
          property.items?.$ref !== undefined;
        expect([name, field, described]).toEqual([name, field, true]);
      }
    }
  });

  it('is shown at /docs, with nothing from another host', async () => {
    const { text } = await api().get('/docs').expect(200);
    expect(text).toContain('Pattern usage tracker');
    expect(text.match(/(?:src|href)="(?!\.\/|\/docs|#|data:)[^"]*"/g) ?? []).toEqual([]);
    await api().get('/docs/swagger-ui-bundle.js').expect(200);
  });
});
