import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { API_PREFIX } from '../src/common/api-prefix.js';
import { PATTERNS } from './ingest-data.js';
import { loadUsages, settleRollups } from './query-load.js';
import { startServer } from './server.js';

// What it costs to count distinct actors, and how long others wait meanwhile: npm run bench:actors -- --size 1000000

const QUESTIONS = [
  'overview?time_range=7d',
  'overview?time_range=30d',
  'overview?time_range=90d',
  'patterns?time_range=7d',
  'patterns?time_range=90d',
  `time-series?metric=actors&time_range=30d&pattern_id=${PATTERNS[0]!}`,
  'adoption?time_range=7d',
  'adoption?time_range=90d&granularity=week',
  `adoption?time_range=90d&pattern_id=${PATTERNS[0]!}`,
];

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
  },
});
const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Milliseconds from the question to the end of its answer. */
const timeOf = async (address: string): Promise<number> => {
  const start = performance.now();
  const response = await fetch(address);
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`${address} was answered ${response.status}.`);
  return performance.now() - start;
};

const dataDir = await mkdtemp(join(tmpdir(), 'bench-actors-'));
const server = await startServer(dataDir);
try {
  await loadUsages(server.url, Number(values.size), 1, say);
  await settleRollups(server.url, say);
  for (const question of QUESTIONS) {
    const times: number[] = [];
    let longestWait = 0;
    for (let round = 0; round < Number(values.rounds); round += 1) {
      // A range of its own each time, so that no kept answer serves it.
      const end = new Date(Date.now() - round * 1000 - 1);
      const days = Number(/time_range=(\d+)d/.exec(question)![1]);
      const from = new Date(end.getTime() - days * 86_400_000);
      const asked = question.replace(/time_range=\d+d/, `from=${from.toISOString()}&to=${end.toISOString()}`);
      let open = 1;
      const answer = timeOf(`${server.url}/${API_PREFIX}/${asked}`).finally(() => (open -= 1));
      while (open > 0) longestWait = Math.max(longestWait, await timeOf(`${server.url}/health/ready`));
      times.push(await answer);
    }
    const [median] = [...times].sort((a, b) => a - b).slice(Math.floor(times.length / 2));
    say(`  ${Math.round(median!)} ms, health waits up to ${Math.round(longestWait)} ms: ${question}`);
  }
} finally {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
}
