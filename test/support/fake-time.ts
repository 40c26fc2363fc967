import { execFileSync } from 'node:child_process';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A wall clock of a process that can be moved while it runs; what it measures time by goes on. */
export class FakeTime {
  /** Of the process. */
  readonly env: Readonly<Record<string, string>>;
  private readonly file: string;

  /**
   * @param program where `faketime` is.
   * @param directory for a file of its own.
   */
  constructor(program: string, directory: string) {
    this.file = join(directory, 'time');
    this.move(0);
    // Where its library is, it says to those it runs.
    const library = execFileSync(program, ['-m', '-f', '+0', 'printenv', 'LD_PRELOAD']).toString().trim();
    this.env = {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: this.file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
  }

  /** Sets the clock to so many seconds after the right time. */
  move(seconds: number): void {
    const next = `${this.file}.new`;
    writeFileSync(next, `${seconds < 0 ? '' : '+'}${seconds}\n`);
    renameSync(next, this.file);
  }
}
