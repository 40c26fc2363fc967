// npm run demo: a server on a fresh embedded store with 90 days of sample usages.
import 'reflect-metadata';
import { createServer } from 'node:net';
import { config as loadDotenv } from 'dotenv';
import { formatTable } from '../../src/cli/format-table.js';
import { progressBar } from '../../src/cli/progress-bar.js';
import { TrackerApi } from '../../src/client/tracker-api.js';
import { sendBatch } from '../../src/client/usage-batch.js';
import { API_PREFIX } from '../../src/common/api-prefix.js';
import { AssessmentService } from '../../src/effectiveness/index.js';
import type { PatternEffectiveness } from '../../src/index.js';
import { exitWith } from '../../src/http/exit-with.js';
import { serve } from '../../src/http/serve.js';
import { OtlpGrpcServer } from '../../src/ingestion/index.js';
import { resetDataDir } from '../../src/store/connection/embedded/reset-data-dir.js';
import { type DemoPattern, demoPatterns } from './demo-patterns.js';
import { demoPatternId, demoUsages } from './demo-usages.js';

const USAGES = 100_000;
const BATCH = 1000;
/** Where agents look for a collector by themselves. */
const OTLP_GRPC_PORT = 4317;
const HOURS_SHOWN = 720;
const SHOWN = [
  'Retry with backoff',
  'Idempotency key',
  'Snapshot test',
  'Token rotation',
  'Read-through cache',
  'Secret scanning',
  'Saga',
  'Schema migration skill',
  'Golden master',
];

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const load = async (url: string): Promise<void> => {
  const api = new TrackerApi({ url });
  const bar = progressBar('Loading sample usages');
  let batch: string[] = [];
  let sent = 0;
  const flush = async (): Promise<void> => {
    const results = await sendBatch(api, batch);
    const stored = results.filter((result) => 'id' in result && !result.duplicate).length;
    if (stored !== batch.length) throw new Error(`Of ${batch.length} sample usages ${stored} were stored.`);
    sent += batch.length;
    batch = [];
    bar.update(sent / USAGES, `${sent} of ${USAGES} usages`);
  };
  try {
    for (const usage of demoUsages(Date.now(), USAGES)) {
      if (batch.push(JSON.stringify(usage)) === BATCH) await flush();
    }
    if (batch.length > 0) await flush();
  } finally {
    bar.stop();
  }
};

const request = async (url: string, init?: RequestInit): Promise<unknown> => {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return response.json();
};

const describePattern = async (api: string, pattern: DemoPattern): Promise<void> => {
  const { name, type, nodeType: node_type, description, tags } = pattern;
  await request(`${api}/patterns/${demoPatternId(pattern)}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, type, node_type, description, tags }),
  });
};

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const effectivenessTable = async (api: string): Promise<string> => {
  const shown = demoPatterns.filter(({ name }) => SHOWN.includes(name));
  const rows = await Promise.all(
    shown.map(async (pattern) => {
      const path = `patterns/${demoPatternId(pattern)}/effectiveness?time_range_hours=${HOURS_SHOWN}`;
      const answer = (await request(`${api}/${path}`)) as PatternEffectiveness;
      const { metrics } = answer;
      return [
        metrics.pattern_name,
        String(metrics.total_usages),
        metrics.success_rate === null ? '–' : percent(metrics.success_rate),
        metrics.average_quality_score?.toFixed(2) ?? '–',
        metrics.average_execution_time_ms?.toFixed(0) ?? '–',
        metrics.usage_trend,
        answer.effectiveness_score.toFixed(2),
        answer.confidence.toFixed(2),
        answer.recommendation,
      ];
    }),
  );
  const titles = ['pattern', 'usages', 'success', 'quality', 'ms', 'trend', 'score', 'confidence'];
  return formatTable([...titles, 'recommendation'], rows);
};

/** Whether nothing listens there, such as a collector of this machine. */
const isFree = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
  });

const demo = async (): Promise<void> => {
  const settings = {
    LOG_LEVEL: 'warn',
    CONTEXT_DIMENSIONS: 'team',
    ...((await isFree(OTLP_GRPC_PORT)) ? { OTLP_GRPC_PORT } : {}),
    ...process.env,
    DATABASE_URL: '',
    DATA_DIR: process.env['DATA_DIR'] ?? './data/demo',
  };
  const start = performance.now();
  say(`Starting the server on a fresh embedded TimescaleDB in ${settings.DATA_DIR} …`);
  resetDataDir(settings.DATA_DIR);
  const app = await serve(settings);
  const grpcPort = app.get(OtlpGrpcServer, { strict: false }).port;
  const url = await app.getUrl();
  const api = `${url}/${API_PREFIX}`;
  await load(url);
  for (const pattern of demoPatterns) await describePattern(api, pattern);
  // By itself it would do so some minutes later.
  await app.get(AssessmentService, { strict: false }).refresh();
  const table = await effectivenessTable(api);
  const stats = (await request(`${api}/usage-stats?time_range=90d&group_by=week`)) as {
    total_patterns: number;
    patterns: { total_usage: number }[];
  };
  const total = stats.patterns.reduce((sum, { total_usage }) => sum + total_usage, 0);
  say(`\n${total} usages of ${stats.total_patterns} patterns in 90 days. Some of them, the last 30 days:\n`);
  say(table);
  say(`Ready after ${((performance.now() - start) / 1000).toFixed(0)} s. The server stays up at ${url}`);
  say(`  Dashboard:         ${url}/`);
  say(`  API documentation: ${url}/docs`);
  say(
    grpcPort === undefined
      ? `  OpenTelemetry:     ${url} (HTTP alone, as port ${OTLP_GRPC_PORT} is in use)`
      : `  OpenTelemetry:     ${url} (HTTP), http://127.0.0.1:${grpcPort} (gRPC)`,
  );
  say(`  Usage by day:      curl "${api}/usage-stats?time_range=7d&group_by=day"`);
  say('Ctrl+C stops it.');
};

loadDotenv({ quiet: true });
await demo().catch(exitWith);
