import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const isListening = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });

/** A program that listens on a port of 127.0.0.1; to be ended by `stop`. */
export class RunningProgram {
  private constructor(private readonly child: ChildProcess) {}

  static async start(
    command: string,
    args: readonly string[],
    port: number,
    options: SpawnOptions = {},
  ): Promise<RunningProgram> {
    const child = spawn(command, [...args], { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    while (!(await isListening(port))) {
      if (child.exitCode !== null) throw new Error(`${command} ended: ${output}`);
      await sleep(50);
    }
    return new RunningProgram(child);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = new Promise((done) => this.child.once('exit', done));
    this.child.kill(signal);
    await gone;
  }
}
