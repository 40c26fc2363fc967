import { randomUUID } from 'node:crypto';
import { afterEach, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { EventStream } from '../support/event-stream.js';
import { freePort } from '../support/port.js';
import { describeWith } from '../support/programs.js';
import { record, success } from '../support/record-usages.js';
import { RunningProgram } from '../support/running.js';
import { scratchDataDir } from '../support/scratch.js';
import { scratchStore, type ScratchStore } from '../support/scratch-store.js';
import { ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';

const HOUR = 3_600_000;

describeWith('redis-server', 'a Redis that is flushed again and again', (program) => {
  let servers: ServerProcess[] = [];
  let redis: RunningProgram;
  let client: Redis | undefined;
  let streams: EventStream[] = [];
  let shared: ScratchStore | undefined;
  afterEach(async () => {
    for (const stream of streams) stream.close();
    client?.disconnect();
    await Promise.all(servers.map((server) => server.kill('SIGKILL')));
    await redis.stop();
    await shared?.remove();
  });

  it('leaves answers right and those who follow connected', async () => {
    const port = await freePort();
    redis = await RunningProgram.start(
      program,
      ['--port', String(port), '--save', '', '--bind', '127.0.0.1'],
      port,
    );
    client = new Redis(port, '127.0.0.1');
    // An embedded store is each instance's own, and so would be its answers.
    const isShared = process.env['TEST_DATABASE_URL'] !== undefined;
    if (isShared) shared = await scratchStore();
    servers = Array.from({ length: isShared ? 2 : 1 }, () =>
      ServerProcess.spawn({
        DATA_DIR: scratchDataDir(),
        REDIS_URL: `redis://127.0.0.1:${port}`,
        ...(shared?.settings as Record<string, string> | undefined),
      }),
    );
    const urls = await Promise.all(servers.map((server) => server.listening()));
    const [writer, reader] = [urls[0]!, urls.at(-1)!];
    streams = await Promise.all(urls.map((url) => EventStream.open(`${url}/api/pattern-analytics/stream`)));

    const [young, late] = [randomUUID(), randomUUID()];
    const end = Math.floor(Date.now() / HOUR) * HOUR;
    const closed = `from=${new Date(end - 5 * HOUR).toISOString()}&to=${new Date(end - HOUR).toISOString()}`;
    const count = async (query: string): Promise<number> => {
      const response = await fetch(`${reader}/api/pattern-analytics/usage-stats?${query}&group_by=hour`);
      expect(response.status).toBe(200);
      const { patterns } = (await response.json()) as { patterns: { total_usage: number }[] };
      return patterns.reduce((sum, pattern) => sum + pattern.total_usage, 0);
    };
    for (let round = 1; round <= 8; round += 1) {
      const isBefore = round % 2 === 0;
      if (isBefore) await client.flushall();
      await record(
        writer,
        success(young),
        success(late, { created_at: new Date(end - 2 * HOUR).toISOString() }),
      );
      if (!isBefore) await client.flushall();
      // Kept for an hour, unless a write touches it.
      expect(await count(`pattern_id=${late}&${closed}`)).toBe(round);
      expect(await count(`pattern_id=${late}&${closed}`)).toBe(round);
      // The last hour's is kept for a second.
      await until(async () => (await count(`pattern_id=${young}&time_range=1d`)) === round);
      for (const stream of streams) await stream.until((view) => view.countOf(young) === round);
    }
    const keys = await client.keys('pattern-usage:answer:*');
    expect(keys.length).toBeGreaterThan(0);
    for (const stream of streams) {
      expect(stream.isEnded).toBe(false);
      expect(stream.events.filter(({ snapshot }) => snapshot)).toHaveLength(1);
    }
  }, 120_000);
});
