import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

/** The description of the API that Swagger UI shows and docs/openapi.json keeps. */
export const createOpenApi = (app: INestApplication): OpenAPIObject => {
  const config = new DocumentBuilder()
    .setTitle('Pattern usage tracker')
    .setDescription(
      'Records how reusable patterns are used and tells which work. Times are RFC 3339 in UTC; errors are problem documents (RFC 9457).',
    )
    .setVersion('1')
    .addTag('Recording', 'Usages in')
    .addTag('Analytics', 'How patterns are used')
    .addTag('Effectiveness', 'How well patterns work')
    .addTag('Live', 'What changes, as it happens')
    .addTag('Patterns', 'What patterns are')
    .addTag('Health', 'Whether the server works')
    .build();
  return SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace('Controller', '')}_${method}`,
  });
};
