import { applyDecorators } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { ApiProblem } from '../../common/problem/api-problem.js';
import { ApiStoreUnavailable } from '../../common/problem/api-store-unavailable.js';
import { TooManyExportsError } from '../../common/tracker-error.js';
import type { DocumentedSchema } from '../../common/validation/rules.js';
import type { ExportColumn, ExportKind } from './export-column.js';
import { EXPORT_MEDIA_TYPES, MAX_EXPORTS } from './export-file.js';

const SCHEMAS: Readonly<Record<ExportKind, DocumentedSchema>> = {
  uuid: { type: 'string', format: 'uuid', nullable: true },
  text: { type: 'string', nullable: true },
  json: {},
  time: { type: 'string', format: 'date-time', nullable: true },
  integer: { type: 'integer', nullable: true },
  number: { type: 'number', nullable: true },
  flag: { type: 'boolean', nullable: true },
};

/** @param columns all that a row may have. */
const rowSchema = (columns: readonly Pick<ExportColumn<never>, 'name' | 'kind'>[]): DocumentedSchema => ({
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(columns.map(({ name, kind }) => [name, SCHEMAS[kind]])),
});

/**
 * Documents a file by its formats, and why it may be refused.
 * @param columns all that a row may have.
 */
export const ApiExport = (
  instance: string,
  columns: readonly Pick<ExportColumn<never>, 'name' | 'kind'>[],
): MethodDecorator =>
  applyDecorators(
    ApiOkResponse({
      description: 'The file.',
      headers: {
        'Content-Disposition': { description: 'The file’s name.', schema: { type: 'string' } },
      },
      content: {
        [EXPORT_MEDIA_TYPES.csv]: { schema: { type: 'string' } },
        [EXPORT_MEDIA_TYPES.json]: { schema: { type: 'array', items: rowSchema(columns) } },
        [EXPORT_MEDIA_TYPES.ndjson]: {
          schema: { type: 'string', description: 'The same rows, a line each.' },
        },
        [EXPORT_MEDIA_TYPES.parquet]: { schema: { type: 'string', format: 'binary' } },
      },
    }),
    ApiStoreUnavailable(instance),
    ApiProblem({
      code: 'too-many-exports',
      detail: new TooManyExportsError(MAX_EXPORTS).message,
      instance,
    }),
  );
