// Run by bench/fairness.ts in a process of its own, so that reading large answers holds up no measurement:
// clients that ask the dearest accepted questions, each one that nobody has asked before, and exports, without
// a pause. Tells after each answer how it went; hangs up with all of them when it is killed.
import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { API_PREFIX } from '../src/common/api-prefix.js';
import { PATTERNS } from './ingest-data.js';

export interface CrowdCall {
  readonly kind: 'question' | 'export';
  readonly status: number | string;
  readonly ms: number;
}

const [url, clients, exports] = process.argv.slice(2);
const api = `${url}/${API_PREFIX}`;

const DEAREST = [
  'usage-stats?group_by=hour',
  'usage-stats?group_by=context.team&granularity=hour',
  'usage-stats?group_by=day&fill=true&timezone=Asia/Kolkata',
  'quality-metrics?granularity=hour',
  `time-series?metric=latency_p95&granularity=hour&pattern_id=${PATTERNS.slice(0, 100).join(',')}`,
  'success-rates?context.team=team-3',
];
let questions = 0;
/** Its range begins a moment later than any other's. */
const dearest = (): string => {
  questions += 1;
  const to = Date.now();
  const from = new Date(to - 90 * 86_400_000 + questions).toISOString();
  return `${DEAREST[questions % DEAREST.length]!}&from=${from}&to=${new Date(to).toISOString()}`;
};

/** Asks and throws the answer away. */
const ask = (path: string): Promise<number | string> =>
  new Promise((done) => {
    get(`${api}/${path}`, (response) => {
      response.once('close', () => done(response.complete ? response.statusCode! : 'cut off'));
      response.resume();
    }).once('error', (error) => done(error.message));
  });

const askOn = async (kind: CrowdCall['kind'], next: () => string): Promise<void> => {
  for (;;) {
    const began = performance.now();
    const status = await ask(next());
    process.send!({ kind, status, ms: performance.now() - began } satisfies CrowdCall);
    if (status !== 200) await sleep(1000);
  }
};

for (let client = 0; client < Number(clients); client += 1) void askOn('question', dearest);
for (let each = 0; each < Number(exports); each += 1)
  void askOn('export', () => 'usages/export?format=parquet&time_range=90d');
