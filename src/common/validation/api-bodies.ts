import { applyDecorators, type Type } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiExtension, ApiExtraModels } from '@nestjs/swagger';
import type { DocumentedSchema } from './rules.js';

/** What a body is in one content type. */
export interface DocumentedBody {
  readonly schema: DocumentedSchema | { readonly $ref: string };
  readonly examples: Readonly<Record<string, { readonly summary: string; readonly value: unknown }>>;
}

/** Where an operation keeps its bodies until its description is complete. */
export const BODIES = 'x-bodies';

/**
 * Documents a body by its content types. Nest knows one schema for all of them; `createOpenApi` puts these
 * in its place.
 * @param models the DTOs that the schemas name.
 */
export const ApiBodies = (
  bodies: Readonly<Record<string, DocumentedBody>>,
  ...models: readonly Type[]
): MethodDecorator =>
  applyDecorators(
    ApiExtraModels(...models),
    ApiConsumes(...Object.keys(bodies)),
    ApiBody({ schema: {} }),
    ApiExtension(BODIES, bodies),
  );
