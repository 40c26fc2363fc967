import { randomUUID } from 'node:crypto';
import { afterEach, it } from '@jest/globals';
import { EventStream, type LivePattern } from '../support/event-stream.js';
import { freePort } from '../support/port.js';
import { describeWith } from '../support/programs.js';
import { record, success } from '../support/record-usages.js';
import { RunningProgram } from '../support/running.js';
import { scratchDataDir } from '../support/scratch.js';
import { scratchStore, type ScratchStore } from '../support/scratch-store.js';
import { ServerProcess } from '../support/server-process.js';

describeWith('redis-server', 'two instances', (program) => {
  const servers: ServerProcess[] = [];
  let redis: RunningProgram;
  let stream: EventStream | undefined;
  let shared: ScratchStore | undefined;
  afterEach(async () => {
    stream?.close();
    await Promise.all(servers.map((server) => server.kill('SIGKILL')));
    await redis.stop();
    await shared?.remove();
  });

  it('tell each other, and go on after Redis was away', async () => {
    const port = await freePort();
    const run = (): Promise<RunningProgram> =>
      RunningProgram.start(program, ['--port', String(port), '--save', '', '--bind', '127.0.0.1'], port);
    redis = await run();
    // With TEST_DATABASE_URL they share a store, as instances do. An embedded one is each one's own; there
    // the writer is given a start, so that its transactions are none that the other may have seen.
    const isShared = process.env['TEST_DATABASE_URL'] !== undefined;
    if (isShared) shared = await scratchStore();
    const start = async (): Promise<string> => {
      const env = { DATA_DIR: scratchDataDir(), REDIS_URL: `redis://127.0.0.1:${port}` };
      const server = ServerProcess.spawn({
        ...env,
        ...(shared?.settings as Record<string, string> | undefined),
      });
      servers.push(server);
      return server.listening();
    };
    const writer = await start();
    for (let count = 0; count < 100; count += 1) await record(writer, success(randomUUID()));
    const reader = await start();
    stream = await EventStream.open(`${reader}/api/pattern-analytics/stream`);
    const view = await stream.until(({ events }) => events.length > 0);
    const id = randomUUID();
    await record(writer, success(id), success(id));
    await view.until(() => view.countOf(id) === 2);
    await record(reader, success(id));
    await view.until(() => view.countOf(id) === 3);

    await redis.stop();
    await record(writer, success(id));
    redis = await run();
    const other = randomUUID();
    const isOther = ({ pattern_id, usage_count_last_5min }: LivePattern): boolean =>
      pattern_id === other && usage_count_last_5min > 0;
    // Until the connections are there again; where the store is shared, none of these is lost or counted twice.
    let sent = 0;
    for (; view.countOf(other) === undefined; sent += 1) {
      await record(writer, success(other));
      await new Promise((done) => setTimeout(done, 100));
    }
    if (isShared) await view.until(() => view.countOf(id) === 4 && view.countOf(other) === sent);
    await record(writer, success(other));
    if (isShared) await view.until(() => view.countOf(other) === sent + 1);
    // Where it is not, the reader counts anew from a store that has none of them, and goes on from there.
    else await view.until(() => view.events.some(({ patterns = [] }) => patterns.some(isOther)));
  }, 120_000);
});
