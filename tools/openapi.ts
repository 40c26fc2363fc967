// Writes docs/openapi.json, or with --check fails where it no longer describes the server.
import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { createApp } from '../src/create-app.js';
import { createOpenApi } from '../src/http/openapi.js';

const FILE = 'docs/openapi.json';

const app = await createApp({ DATABASE_URL: 'memory:', LOG_LEVEL: 'warn' });
const text = await format(JSON.stringify(createOpenApi(app)), { parser: 'json', printWidth: 110 });
await app.close();

if (!process.argv.includes('--check')) {
  writeFileSync(FILE, text);
} else if (readFileSync(FILE, 'utf8') !== text) {
  process.stderr.write(`${FILE} is not what the server says of itself: run npm run openapi.\n`);
  process.exitCode = 1;
}
