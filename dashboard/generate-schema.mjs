// Writes src/api/schema.ts, the API's types and listed values, from the description of the API.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import openapiTypes, { astToString } from 'openapi-typescript';

const source = join(import.meta.dirname, '../docs/openapi.json');
const target = join(import.meta.dirname, 'src/api/schema.ts');

export const generateSchema = async () => {
  const description = JSON.parse(readFileSync(source, 'utf8'));
  const types = await openapiTypes(description, {
    enumValues: true,
    alphabetize: true,
    // What has a default may be left out of a request.
    defaultNonNullable: false,
  });
  writeFileSync(target, astToString(types));
};

/** Before unit specs: writes it where it is missing or older than the description. */
export default async () => {
  if (!existsSync(target) || statSync(target).mtimeMs < statSync(source).mtimeMs) await generateSchema();
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await generateSchema();
