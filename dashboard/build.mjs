// Builds the dashboard into dashboard/dist, unless nothing that it is made of has changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const here = import.meta.dirname;
const dist = join(here, 'dist');
const stampFile = join(here, '../.cache/dashboard.stamp');

const filesUnder = (path) =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .sort()
        .flatMap((name) => filesUnder(join(path, name)))
    : [path];

const SOURCES = ['src', 'index.html', 'package.json', 'vite.config.ts', 'build.mjs', '../docs/openapi.json'];

/** One hash over the names and bytes of all that the build reads. */
const stamp = () => {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((path) => filesUnder(join(here, path)))) {
    if (file.endsWith('schema.ts')) continue;
    hash.update(file.slice(here.length)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
};

/** Packs what gains from it beside itself, as @fastify/static looks for it. */
const pack = (file) => {
  const body = readFileSync(file);
  const gzip = gzipSync(body, { level: 9 });
  const brotli = brotliCompressSync(body, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
    },
  });
  writeFileSync(`${file}.gz`, gzip);
  writeFileSync(`${file}.br`, brotli);
  return gzip.length;
};

const sources = stamp();
const isBuilt = existsSync(join(dist, 'index.html'));
if (isBuilt && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === sources) process.exit(0);

const { generateSchema } = await import('./generate-schema.mjs');
await generateSchema();
const { build } = await import('vite');
await build({ root: here, logLevel: 'warn' });

const sizes = new Map();
for (const file of filesUnder(join(dist, 'assets'))) {
  if (/\.(js|css|svg)$/.test(file)) sizes.set(file.slice(dist.length + 1), pack(file));
}

/** What the overview loads at once, beside what it imports: its page and its charts' engine. */
const AT_ONCE = /pages\/overview\/|charts\/bars/;
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));
const first = new Set();
const follow = (key) => {
  const { file, imports = [], dynamicImports = [] } = manifest[key];
  if (first.has(file)) return;
  first.add(file);
  for (const next of imports) follow(next);
  for (const next of dynamicImports) if (AT_ONCE.test(next)) follow(next);
};
follow('index.html');
const bytes = [...first].reduce((sum, file) => sum + (sizes.get(file) ?? 0), 0);
const kB = (count) => `${(count / 1000).toFixed(1)} kB`;
process.stdout.write(`Dashboard built; JavaScript on first load: ${kB(bytes)} gzipped of at most 250 kB.\n`);
for (const file of first) process.stdout.write(`  ${file} ${kB(sizes.get(file) ?? 0)}\n`);
if (bytes > 250_000) {
  process.stderr.write('That is too much: load less at once.\n');
  process.exit(1);
}
mkdirSync(join(here, '../.cache'), { recursive: true });
writeFileSync(stampFile, sources);
