import { afterEach, describe, expect, it } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import { NdjsonUpload } from '../support/ndjson-upload.js';
import { scratchDataDir } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';
import { totalUsages } from '../support/total-usages.js';
import { until } from '../support/until.js';

const API = 'api/pattern-analytics';
const PATTERNS = ['7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42', '0b1d5f0e-6c0d-4a51-8a37-5b6f0f1f5a11'];
const USAGES = 4000;
const HOURS = 400;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LEASE_MS = 30_000;
const JOB = 'refresh late rollups';

let server: ServerProcess | undefined;
afterEach(() => server?.kill('SIGKILL'));

interface Run {
  readonly started: number;
  readonly finished: number;
}
const runOf = async (url: string, job = JOB): Promise<Run> => {
  const response = await fetch(`${url}/${API}/jobs`);
  const { jobs } = (await response.json()) as {
    jobs: { name: string; last_started_at: string | null; last_finished_at: string | null }[];
  };
  const { last_started_at, last_finished_at } = jobs.find(({ name }) => name === job)!;
  return { started: Date.parse(last_started_at ?? ''), finished: Date.parse(last_finished_at ?? '') };
};
/** False before its first run as well: NaN compares with nothing. */
const isDone = ({ started, finished }: Run): boolean => finished >= started;
const isRunning = (run: Run): boolean => !Number.isNaN(run.started) && !isDone(run);
/** Until it is at work, or was since then: a fast one may be over before anybody looks. */
const untilBegun = (url: string, since: number): Promise<void> =>
  until(async () => {
    const run = await runOf(url);
    return isRunning(run) || run.finished > since;
  });

/** Usages of late hours, each in one of its own, of one day after the other. */
const upload = async (url: string, days: Map<string, number>): Promise<void> => {
  const end = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const lines = Array.from({ length: USAGES }, (_, index) => {
    const created_at = new Date(end - (1 + (index % HOURS)) * HOUR_MS + index).toISOString();
    const pattern_id = PATTERNS[index % 2]!;
    const key = `${pattern_id} ${created_at.slice(0, 10)}`;
    days.set(key, (days.get(key) ?? 0) + 1);
    return JSON.stringify({ id: uuidV7(), pattern_id, created_at, outcome: 'success' });
  });
  const sending = NdjsonUpload.start(url);
  await sending.send(lines);
  expect(await sending.end()).toMatchObject({ status: 200 });
};
const byDay = async (url: string): Promise<Map<string, number>> => {
  const to = new Date(Date.now() + HOUR_MS).toISOString();
  const from = new Date(Date.now() - 100 * DAY_MS).toISOString();
  const response = await fetch(`${url}/${API}/usage-stats?from=${from}&to=${to}&group_by=day`);
  const { patterns } = (await response.json()) as {
    patterns: { pattern_id: string; usage_data: { timestamp: string; count: number }[] }[];
  };
  return new Map(
    patterns.flatMap(({ pattern_id, usage_data }) =>
      usage_data
        .filter(({ count }) => count > 0)
        .map(({ timestamp, count }) => [`${pattern_id} ${timestamp.slice(0, 10)}`, count] as const),
    ),
  );
};

describe('a long job', () => {
  it('is cut by a stop and by a kill, taken up at once by the next start, and leaves exact counts', async () => {
    const env = { DATA_DIR: scratchDataDir(), SHUTDOWN_TIMEOUT_SECONDS: '60' };
    const start = async (): Promise<string> => {
      server = ServerProcess.spawn(env);
      return server.listening();
    };
    let url = await start();
    const days = new Map<string, number>();
    // A level has to be trusted before anything is late for it.
    await until(async () => isDone(await runOf(url, 'advance rollups')));
    let since = Date.now();
    await upload(url, days);
    await untilBegun(url, since);
    expect(await server!.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(server!.output).toContain('Stopped.');
    expect(server!.output).not.toContain('Stopped without waiting');

    url = await start();
    expect(await byDay(url)).toEqual(days);
    // The one before may have left nothing to do.
    since = Date.now();
    await upload(url, days);
    await untilBegun(url, since);
    const { started: killed } = await runOf(url);
    await server!.kill('SIGKILL');

    url = await start();
    expect(await byDay(url)).toEqual(days);
    await upload(url, days);
    await until(async () => (await runOf(url)).started > killed);
    // Nobody waited for the killed one's lease.
    expect((await runOf(url)).started).toBeLessThan(killed + LEASE_MS);
    await until(async () => isDone(await runOf(url)));
    expect(await byDay(url)).toEqual(days);

    const each = (3 * USAGES) / PATTERNS.length;
    const ofPattern = async (place: number): Promise<number> =>
      [...(await byDay(url))].reduce(
        (sum, [key, count]) => (key.startsWith(PATTERNS[place]!) ? sum + count : sum),
        0,
      );
    const erase = (): Promise<number | undefined> =>
      fetch(`${url}/${API}/patterns/${PATTERNS[0]!}/usages`, { method: 'DELETE' }).then(
        ({ status }) => status,
        () => undefined,
      );
    const erasing = erase();
    await until(async () => (await ofPattern(0)) < each);
    await server!.kill('SIGKILL');
    await erasing;
    url = await start();
    expect(await ofPattern(1)).toBe(each);
    expect(await erase()).toBe(200);
    expect(await ofPattern(0)).toBe(0);
    expect(await ofPattern(1)).toBe(each);
    expect(await totalUsages(url)).toBe(each);
  }, 180_000);
});
