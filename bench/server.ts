import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../src/main.js');

/** The tracker as its own process, as it runs in production. */
export interface BenchServer {
  readonly child: ChildProcess;
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/**
 * @param dataDir of the embedded store, where DATABASE_URL names no server.
 * @param main the compiled script that serves and says where it listens.
 * @param env further settings.
 */
export const startServer = async (
  dataDir: string,
  main = MAIN,
  env: Readonly<Record<string, string>> = {},
): Promise<BenchServer> => {
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'info', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise((done) => child.once('exit', done));
  const url = await new Promise<string>((ready, failed) => {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      if (output.length < 100_000) output += chunk.toString();
      const found = /Listening on (http:\/\/[^,]+),/.exec(output)?.[1];
      if (found !== undefined) ready(found);
    });
    child.once('exit', () => failed(new Error(`The server ended: ${output}`)));
  });
  return {
    child,
    url,
    stop: async () => {
      child.kill('SIGTERM');
      await gone;
    },
  };
};
