import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { completeOpenApi } from './complete-openapi.js';

const DESCRIPTION = `
Records how reusable patterns are used and tells which work.

Times are RFC 3339 in UTC; errors are problem documents (RFC 9457). Parameters and fields that are not described are refused. Lengths of
texts are in characters (Unicode code points); no text may have a NUL in it. GET is HEAD as well. Every answer has an X-Correlation-Id, the
request’s own or a new one, under which the log has what happened. Answers with an ETag are kept by clients: If-None-Match is answered by 304.

What any address may answer beside what its operations describe, always with a problem document:

| Status | When |
| --- | --- |
| 400 | The request is no HTTP/1.1, or its address cannot be decoded. |
| 403 | A page of another origin sent what may change something (CORS_ORIGINS). |
| 404 | There is nothing at the address. |
| 405 | The address does not know the method; Allow names those that it does. |
| 408 | The request did not come in time. |
| 413, 415 | A body where none is expected is too large or of a type that is not taken. |
| 421 | The server is not called by this name (ALLOWED_HOSTS). |
| 431 | The address and the headers are too long together. |
| 500 | The server met an unexpected error. |
| 503 | The server is shutting down. |`.trim();

/** The description of the API that Swagger UI shows and docs/openapi.json keeps. */
export const createOpenApi = (app: INestApplication): OpenAPIObject => {
  const config = new DocumentBuilder()
    .setTitle('Pattern usage tracker')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .addTag('Recording', 'Usages in')
    .addTag('Analytics', 'How patterns are used')
    .addTag('Effectiveness', 'How well patterns work')
    .addTag('Live', 'What changes, as it happens')
    .addTag('Patterns', 'What patterns are')
    .addTag('Health', 'Whether the server works')
    .build();
  return completeOpenApi(
    SwaggerModule.createDocument(app, config, {
      operationIdFactory: (controller, method) => `${controller.replace('Controller', '')}_${method}`,
    }),
  );
};
