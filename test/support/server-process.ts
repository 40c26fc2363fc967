import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const MAIN = join(import.meta.dirname, '../../dist/src/main.js');

export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** The built server as its own process, as it runs in production. */
export class ServerProcess {
  output = '';
  readonly exited: Promise<Exit>;

  private constructor(private readonly child: ChildProcess) {
    const collect = (chunk: Buffer): void => {
      this.output += chunk.toString();
    };
    child.stdout!.on('data', collect);
    child.stderr!.on('data', collect);
    this.exited = new Promise((done) => child.once('exit', (code, signal) => done({ code, signal })));
  }

  /** @param through a program that runs it, with its arguments. */
  static spawn(env: Readonly<Record<string, string>>, through: readonly string[] = []): ServerProcess {
    const { PATH, HOME } = process.env;
    const [program, ...args] = [...through, process.execPath, MAIN];
    return new ServerProcess(
      spawn(program, args, {
        cwd: env['DATA_DIR'],
        env: { PATH, HOME, PORT: '0', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  }

  /** @returns its address once it listens. */
  async listening(): Promise<string> {
    for (;;) {
      const url = /Listening on (http:\/\/[^,]+),/.exec(this.output)?.[1];
      if (url !== undefined) return url;
      const ended = await Promise.race([this.exited, sleep(50)]);
      if (ended) throw new Error(`The server ended with ${JSON.stringify(ended)}: ${this.output}`);
    }
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Reads its output no more, as a log's reader that died. */
  closeOutput(): void {
    this.child.stdout!.destroy();
    this.child.stderr!.destroy();
  }

  kill(signal: NodeJS.Signals): Promise<Exit> {
    this.child.kill(signal);
    return this.exited;
  }
}
