import { describe, expect, it } from '@jest/globals';
import { Client, credentials } from '@grpc/grpc-js';
import { ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import { logRecordsOf } from '../support/sdk-log-records.js';
import { freePort } from '../support/port.js';
import { scratchDataDir } from '../support/scratch.js';
import { spawnedServers } from '../support/spawned-servers.js';
import { until } from '../support/until.js';

const LOGS = '/opentelemetry.proto.collector.logs.v1.LogsService/Export';

const start = spawnedServers();

describe('OTLP over gRPC', () => {
  it('answers calls in flight when the server is stopped, and what it acknowledged is stored', async () => {
    const DATA_DIR = scratchDataDir();
    const OTLP_GRPC_PORT = String(await freePort());
    const server = start({ DATA_DIR, OTLP_GRPC_PORT });
    await server.listening();
    let acknowledged = 0;
    let sent = 0;
    let isStopping = false;
    const work = async (): Promise<void> => {
      const client = new Client(`127.0.0.1:${OTLP_GRPC_PORT}`, credentials.createInsecure());
      const isTaken = (): Promise<boolean> => {
        sent += 1;
        const attributes = { 'skill.name': 'saga', 'event.sequence': sent };
        const records = logRecordsOf([{ eventName: 'claude_code.skill_activated', attributes }]);
        const message = Buffer.from(ProtobufLogsSerializer.serializeRequest(records)!);
        return new Promise((done) =>
          client.makeUnaryRequest(
            LOGS,
            (bytes: Buffer) => bytes,
            (bytes) => bytes,
            message,
            (error) => done(!error),
          ),
        );
      };
      // A call that is cut off ends the work as well: its client was told of it.
      while (!isStopping && (await isTaken())) acknowledged += 1;
      client.close();
    };
    const workers = Array.from({ length: 8 }, work);
    await until(() => acknowledged >= 100);
    const exit = server.kill('SIGTERM');
    await until(() => server.output.includes('Stopping on SIGTERM'));
    isStopping = true;
    await Promise.all(workers);
    expect(await exit).toEqual({ code: 0, signal: null });
    const url = await start({ DATA_DIR }).listening();
    const response = await fetch(`${url}/api/pattern-analytics/usage-stats?time_range=1d&include=unknown`);
    const { patterns } = (await response.json()) as { patterns: { total_usage: number }[] };
    expect(patterns[0]!.total_usage).toBeGreaterThanOrEqual(acknowledged);
    expect(patterns[0]!.total_usage).toBeLessThanOrEqual(sent);
  }, 120_000);

  it('on a port that is taken keeps the server from starting, with a sentence', async () => {
    const OTLP_GRPC_PORT = String(await freePort());
    await start({ DATA_DIR: scratchDataDir(), OTLP_GRPC_PORT }).listening();
    const second = start({ DATA_DIR: scratchDataDir(), OTLP_GRPC_PORT });
    expect(await second.exited).toEqual({ code: 1, signal: null });
    expect(second.output).toContain(
      `Address 127.0.0.1:${OTLP_GRPC_PORT} for OTLP over gRPC is in use: stop what listens there or set OTLP_GRPC_PORT.\n`,
    );
  }, 120_000);
});
