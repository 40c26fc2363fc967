import { type FileHandle, open } from 'node:fs/promises';
import { writeJson } from '../../common/json/write-json.js';
import type { Violation } from '../../common/tracker-error.js';
import { CliError } from '../cli-error.js';

/** A record that was refused, and why. */
export interface RefusedRecord {
  readonly line: number;
  readonly errors: readonly Violation[];
  /** As it was read; `text` where it could not be. */
  readonly usage?: unknown;
  readonly text?: string;
}

/** Keeps what was refused as NDJSON. */
export class RefusedFile {
  private constructor(
    private readonly file: FileHandle,
    private length: number,
  ) {}

  /**
   * @param keep bytes of it that an interrupted import has acknowledged; the rest is written anew.
   * @throws CliError
   */
  static async open(path: string, keep: number): Promise<RefusedFile> {
    try {
      // Opened for appending first: it is made where it is not there, and nothing of it is lost.
      await (await open(path, 'a')).close();
      const file = await open(path, 'r+');
      const length = Math.min(keep, (await file.stat()).size);
      await file.truncate(length);
      return new RefusedFile(file, length);
    } catch (error) {
      throw new CliError(`${path} cannot be written: ${(error as Error).message}.`);
    }
  }

  /** Bytes it has. */
  get bytes(): number {
    return this.length;
  }

  async append(records: readonly RefusedRecord[]): Promise<void> {
    if (records.length === 0) return;
    const data = Buffer.from(records.map((record) => `${writeJson(record)}\n`).join(''));
    for (let written = 0; written < data.length;) {
      const { bytesWritten } = await this.file.write(data, written, data.length - written, this.length);
      written += bytesWritten;
      this.length += bytesWritten;
    }
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}
