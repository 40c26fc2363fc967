// Writes src/api/schema.ts, the API's types and listed values, from the description of the API.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import openapiTypes, { astToString } from 'openapi-typescript';

const target = join(import.meta.dirname, 'src/api/schema.ts');

export const generateSchema = async () => {
  const description = JSON.parse(readFileSync(join(import.meta.dirname, '../docs/openapi.json'), 'utf8'));
  const types = await openapiTypes(description, {
    enumValues: true,
    alphabetize: true,
    // What has a default may be left out of a request.
    defaultNonNullable: false,
  });
  writeFileSync(target, astToString(types));
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await generateSchema();
