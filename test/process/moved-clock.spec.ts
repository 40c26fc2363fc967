import { afterEach, expect, it } from '@jest/globals';
import { FakeTime } from '../support/fake-time.js';
import { describeWith } from '../support/programs.js';
import { record, success } from '../support/record-usages.js';
import { scratchDataDir, scratchDir } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';

const API = 'api/pattern-analytics';
const PATTERNS = ['7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42', '0b1d5f0e-6c0d-4a51-8a37-5b6f0f1f5a11'];
const HOUR_MS = 3_600_000;
const DAY_SECONDS = 86_400;

describeWith('faketime', 'a clock that is set back and ahead while the server runs', (program) => {
  let server: ServerProcess | undefined;
  afterEach(() => server?.kill('SIGKILL'));

  it('loses no usage in any answer, and no job', async () => {
    const time = new FakeTime(program, scratchDir());
    const env = { DATA_DIR: scratchDataDir(), ...time.env };
    server = ServerProcess.spawn(env);
    let url = await server.listening();
    const get = async <T>(path: string): Promise<T> => {
      const response = await fetch(`${url}/${API}/${path}`);
      expect([path, response.status]).toEqual([path, 200]);
      return (await response.json()) as T;
    };

    const sent = [0, 0];
    const send = async (counts: readonly number[]): Promise<void> => {
      const usages = counts.flatMap((count, place) => {
        sent[place]! += count;
        return Array.from({ length: count }, () => success(PATTERNS[place]!));
      });
      await record(url, ...usages);
    };
    const range = `from=${new Date(Date.now() - 48 * HOUR_MS).toISOString()}&to=${new Date(Date.now() + 48 * HOUR_MS).toISOString()}`;
    const answers = async (): Promise<Record<string, (number | undefined)[]>> => {
      const { patterns } = await get<{ patterns: { pattern_id: string; total_usage: number }[] }>(
        `usage-stats?${range}&group_by=hour`,
      );
      const pages = await fetch(`${url}/${API}/usages/export?format=ndjson&${range}`);
      const lines = (await pages.text()).trim().split('\n');
      const { stats } = await get<{ stats: { total_feedback: number } }>('stats');
      return {
        usageStats: PATTERNS.map((id) => patterns.find(({ pattern_id }) => pattern_id === id)?.total_usage),
        exported: PATTERNS.map((id) => lines.filter((line) => line.includes(id)).length),
        all: [stats.total_feedback],
      };
    };
    const expectAll = async (): Promise<void> =>
      expect(await answers()).toEqual({ usageStats: sent, exported: sent, all: [sent[0]! + sent[1]!] });
    /** Waits for an end of the job under a clock that is so far from the right one. */
    const untilAdvanced = (seconds: number): Promise<void> =>
      until(async () => {
        const { jobs } = await get<{ jobs: { name: string; last_finished_at: string | null }[] }>('jobs');
        const end = jobs.find(({ name }) => name === 'advance rollups')!.last_finished_at;
        const off = end === null ? Infinity : Date.parse(end) - Date.now() - seconds * 1000;
        return Math.abs(off) < HOUR_MS / 2;
      });

    await send([10, 3]);
    await untilAdvanced(0);
    for (const [place, seconds] of [-3600, DAY_SECONDS, 0].entries()) {
      time.move(seconds);
      await send([7 + place, 1]);
      await expectAll();
      await untilAdvanced(seconds);
      await expectAll();
      await send([1, 2]);
      await expectAll();
    }
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({
      components: { jobs: { status: 'healthy' } },
    });
    expect(await server.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    server = ServerProcess.spawn(env);
    url = await server.listening();
    await expectAll();
  }, 120_000);
});
