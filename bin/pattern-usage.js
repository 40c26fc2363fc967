#!/usr/bin/env node
// The compiler writes no executable files; this one is, before and after every build.
import { existsSync } from 'node:fs';

const main = new URL('../dist/src/cli/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main);
} else {
  process.stderr.write('pattern-usage is not built yet: run npm ci && npm run build first.\n');
  process.exitCode = 1;
}
